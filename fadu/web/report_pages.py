"""年度报告: the workspace in which the annual report is written, checked, approved and locked."""
