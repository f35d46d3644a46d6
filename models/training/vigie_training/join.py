"""Makes one model of several: their members side by side. Together they remember what the library has room for.

What one training learns by chance, another with another seed does not; the library averages what the members say.
"""

import argparse
import pathlib
import struct

from . import export


def joined(models):
    """The bytes of one model with the members of all."""
    for data in models:
        if data[:4] != export.MAGIC + bytes([export.SCHEMA]):
            raise ValueError("not a model of this schema")
    bodies = [data[len(export.MAGIC) + 2:-8] for data in models]
    count = sum(data[len(export.MAGIC) + 1] for data in models)
    body = export.MAGIC + bytes([export.SCHEMA, count]) + b"".join(bodies)
    return body + struct.pack("<Q", export.checksum(body))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("models", nargs="+", type=pathlib.Path)
    parser.add_argument("--out", required=True, type=pathlib.Path)
    arguments = parser.parse_args()
    arguments.out.write_bytes(joined([path.read_bytes() for path in arguments.models]))


if __name__ == "__main__":
    main()
