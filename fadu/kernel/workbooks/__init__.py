"""表格文件: workbooks and CSV files, read without trust, handed back with marks, written as templates and exports.

Users' files are the least trusted input there is, so a file is inspected before any reader opens it. Each file here
imports only those before it: limits, books, inspection, opening, tables, writing, marking. openpyxl is imported where
it is used: it takes a quarter of a second that most commands need not pay.
"""

from .books import CSV, OPTIONS, REASONS, XLS, XLSX, Book, Fault, Sheet, WorkbookRefused, letters, shown
from .limits import HEADING_ROWS
from .marking import mark
from .opening import open_book
from .tables import Table, find_table, read_table
from .writing import GUIDE, Blank, safe_cell, template, write_csv, write_workbook

__all__ = [
    "CSV",
    "GUIDE",
    "HEADING_ROWS",
    "OPTIONS",
    "REASONS",
    "XLS",
    "XLSX",
    "Blank",
    "Book",
    "Fault",
    "Sheet",
    "Table",
    "WorkbookRefused",
    "find_table",
    "letters",
    "mark",
    "open_book",
    "read_table",
    "safe_cell",
    "shown",
    "template",
    "write_csv",
    "write_workbook",
]
