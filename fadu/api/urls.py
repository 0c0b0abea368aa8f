"""接口的地址."""

urlpatterns: list = []
