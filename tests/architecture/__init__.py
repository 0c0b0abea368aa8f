"""结构测试: what must hold everywhere, and what review forgets.

Each check is a plain function that returns its faults; beside the test of the project stands one that shows a fault
being found.
"""
