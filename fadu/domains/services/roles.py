"""政务服务的角色."""

from django.utils.translation import gettext_lazy as _

from fadu.kernel.organisations import ALL, Role, declare_roles

declare_roles({"service_clerk": Role(_("政务服务管理人员"), ALL)})
