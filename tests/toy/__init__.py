"""A made-up domain on which the kernel is tested: a library that lends books, and hears disputes about them."""
