"""上限: how large a file may be, in bytes, cells and text, before it is refused."""

MAX_BYTES = 50 * 2**20  # of the file
MAX_UNPACKED = 512 * 2**20  # of a workbook's parts together
MAX_TEXT = 256 * 2**20  # of all cells, each counted where it stands
MAX_ROWS = 200_000
MAX_CELLS = 6_000_000
MAX_CONTENTS = 16 * 2**20  # of the part that lists a workbook's sheets, which is read into a tree
MAX_PARTS = 10_000  # of a workbook: a part for each sheet and picture
HEADING_ROWS = 20  # the heading row is looked for in so many first rows
MOST_IN_PLACE = 250_000  # cells of a workbook that is held whole, which takes some kilobytes for each
MAX_COMMENTS = 2_000  # more comments than this make a workbook unusable; the reasons column has them all
