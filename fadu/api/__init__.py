"""接口: the same ledgers, figures and journal for programs, under the same roles as the pages."""
