"""公文: one document value written as HTML, DOCX and PDF in the layout of GB/T 9704-2012. Plain Python, no Django.

    document = Document(title, organ, blocks, …)
    html.page(document), html.fragment(document), docx.write(document), pdf.write(document)

Texts may be written in a small Markdown with references to figures (`markdown.parse`, `markdown.resolve`).
"""

from .document import (
    SOURCES,
    Annex,
    Block,
    Cell,
    Document,
    DocumentError,
    FigureRef,
    Heading,
    Paragraph,
    Picture,
    Reference,
    Source,
    Span,
    Table,
    Text,
)

__all__ = [
    "SOURCES",
    "Annex",
    "Block",
    "Cell",
    "Document",
    "DocumentError",
    "FigureRef",
    "Heading",
    "Paragraph",
    "Picture",
    "Reference",
    "Source",
    "Span",
    "Table",
    "Text",
]
