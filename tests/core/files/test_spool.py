import hashlib

import pytest

from core.files.errors import FileTooLarge
from core.files.spool import Spool

pytestmark = pytest.mark.unit


class TestSpool:
    async def test_holds_counts_and_hashes_what_is_written(self) -> None:
        with Spool(10_000_000) as spool:
            for _ in range(5):
                await spool.write(b"habari" * 100_000)
            whole = spool.whole().read()
            assert whole == b"habari" * 500_000
            assert (spool.size, spool.sha256) == (3_000_000, hashlib.sha256(whole).hexdigest())

    async def test_one_byte_too_many_is_refused(self) -> None:
        with Spool(3) as spool:
            await spool.write(b"abc")
            with pytest.raises(FileTooLarge):
                await spool.write(b"d")

    async def test_an_announced_size_is_refused_at_once(self) -> None:
        with Spool(3) as spool:
            spool.expect(3)
            spool.expect(None)
            with pytest.raises(FileTooLarge):
                spool.expect(4)

    async def test_a_second_try_begins_at_nothing(self) -> None:
        with Spool(10) as spool:
            await spool.write(b"half of it")
            spool.clear()
            await spool.write(b"it")
            assert spool.whole().read() == b"it"
            assert (spool.size, spool.sha256) == (2, hashlib.sha256(b"it").hexdigest())
