"""工具: what developers run beside the tests; no part of the product."""
