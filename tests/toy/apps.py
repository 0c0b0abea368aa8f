"""The toy as an application."""

from django.apps import AppConfig


class Toy(AppConfig):
    name = "tests.toy"
    label = "toy"
    verbose_name = "图书馆"
