"""出错页面: what was refused, why, and what would cure it, in the look of the other pages."""

import sys

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as text

from fadu.kernel.outages import outage


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: what was sent cannot be read; where only the session could not be saved, the outage that is behind it."""
    if outage(exception):
        return failed(request)
    return _page(request, 400, text("请求无法识别"), "", text("请返回上一页，检查填写的内容后重新提交。"))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: the reader is known, and this is not for them."""
    return _page(
        request,
        403,
        text("没有权限"),
        str(exception) or text("您的角色不能查看或办理此内容。"),
        text("如确需办理，请由本单位系统管理员调整您的任职与角色。"),
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: there is nothing here, or nothing this reader may know of."""
    reason = str(exception) if isinstance(exception, Http404) and exception.args and not _is_resolver(exception) else ""
    return _page(
        request,
        404,
        text("没有找到"),
        reason or text("此地址没有页面，或者记录不在您可以查看的机构范围内。"),
        text("请从台账列表中查找；通过链接打开的，请核对链接是否完整。"),
    )


def failed(request: HttpRequest) -> HttpResponse:
    """500: our fault; 503 with what to do where a full disk or a lost database is at fault.

    The page leans on nothing that may itself have failed, no user and no database.
    """
    found = outage(sys.exc_info()[1])
    answer = HttpResponse(render_to_string("web/failure.html", {"outage": found}), status=503 if found else 500)
    if found:
        answer["Retry-After"] = "60"
    return answer


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose token does not match: mostly a page left open over a logout."""
    return _page(
        request,
        403,
        text("表单已失效"),
        text("页面停留时间过长，或者在别处重新登录过，提交的内容没有被受理。"),
        text("请返回上一页，刷新后重新提交。"),
    )


def _is_resolver(exception: Http404) -> bool:
    return bool(exception.args) and isinstance(exception.args[0], dict)


def _page(request: HttpRequest, status: int, title: str, reason: str, cure: str) -> HttpResponse:
    context = {"status": status, "title": title, "reason": reason, "cure": cure}
    return render(request, "web/refusal.html", context, status=status)
