"""双随机、涉企检查和信用监管."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DoubleRandom(AppConfig):
    name = "fadu.domains.double_random"
    label = "double_random"
    verbose_name = _("双随机抽查和涉企检查")
