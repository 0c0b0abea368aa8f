"""问题说明: refusals as problem documents (RFC 9457), in the reader's language, naming what would cure them."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.serializers.json import DjangoJSONEncoder
from django.db import Error as DatabaseFault
from django.http import Http404, HttpRequest, JsonResponse
from django.utils.translation import gettext as text
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from fadu.kernel.cases import StepRefused
from fadu.kernel.indicators import BadPeriod, UnknownIndicator
from fadu.kernel.ledgers import LedgerRefused
from fadu.kernel.outages import outage


def problem(
    request: HttpRequest,
    status: int,
    title: str,
    detail: str,
    errors: Mapping[str, str] | None = None,
    **more: Any,
) -> JsonResponse:
    """Return a problem document. `errors` says what is wrong field by field."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, "instance": request.path, **more}
    if errors:
        body["errors"] = [{"field": name, "detail": fault} for name, fault in errors.items()]
    return JsonResponse(
        body,
        status=status,
        encoder=DjangoJSONEncoder,
        content_type="application/problem+json",
        json_dumps_params={"ensure_ascii": False},
    )


def register(api: NinjaAPI) -> None:
    """Have `api` answer every refusal with a problem document."""

    @api.exception_handler(LedgerRefused)
    def refused(request: HttpRequest, error: LedgerRefused):
        return problem(request, error.status, text("未予办理"), str(error), error.errors)

    @api.exception_handler(StepRefused)
    def step_refused(request: HttpRequest, error: StepRefused):
        status = {"role": 403, "revision": 409, "state": 409, "order": 409}.get(error.code, 422)
        article = ";".join(error.step.citations) if error.step else ""
        step = error.step.slug if error.step else ""
        return problem(
            request, status, text("环节未能办理"), str(error), error.faults, code=error.code, step=step, article=article
        )

    @api.exception_handler(AuthenticationError)
    def unknown(request: HttpRequest, error: AuthenticationError):
        return problem(request, 401, text("尚未登录"), text("请先登录，再调用接口。"))

    @api.exception_handler(PermissionDenied)
    def denied(request: HttpRequest, error: PermissionDenied):
        return problem(request, 403, text("没有权限"), str(error) or text("您的角色不能使用这一接口。"))

    @api.exception_handler(Http404)
    def missing(request: HttpRequest, error: Http404):
        return problem(request, 404, text("没有找到"), str(error) or text("没有这一地址。"))

    @api.exception_handler(UnknownIndicator)
    def unknown_indicator(request: HttpRequest, error: UnknownIndicator):
        return problem(request, 404, text("没有找到"), str(error))

    @api.exception_handler(BadPeriod)
    def bad_period(request: HttpRequest, error: BadPeriod):
        return problem(request, 422, text("参数有误"), str(error), {"period": str(error)})

    @api.exception_handler(ValidationError)
    def invalid(request: HttpRequest, error: ValidationError):
        faults = {".".join(str(part) for part in one["loc"][1:]): one["msg"] for one in error.errors}
        return problem(request, 422, text("参数有误"), text("请求的参数或内容不合要求，逐项见 errors。"), faults)

    @api.exception_handler(OSError)
    @api.exception_handler(DatabaseFault)
    def out_of_order(request: HttpRequest, error: Exception):
        if not (found := outage(error)):
            raise error
        answer = problem(request, 503, text("暂时不能办理"), str(found), outage=found.slug)
        answer["Retry-After"] = "60"
        return answer

    @api.exception_handler(HttpError)
    def other(request: HttpRequest, error: HttpError):
        details = {
            400: text("请求的内容不是有效的 JSON，请核对后再发送。"),
            403: text("缺少防伪令牌或已失效，请带上 X-CSRFToken 重新发送。"),
        }
        return problem(request, error.status_code, text("请求未被接受"), details.get(error.status_code, str(error)))
