"""Templates compiled once: for all renderers of this process, and in the cache for later ones.

They are kept there also where a build shall keep nothing of a brief, as Python keeps its compiled
modules.

Enters: what Jinja compiled. Leaves: the same code. Invariant: it depends on the template alone, for
filters of a document are kept from being called by the compiler. Code that is read is run: it is as
safe as Python's own compiled modules, for the cache reads nothing that somebody else could write.
"""

import marshal
from collections.abc import Callable
from types import CodeType
from typing import Any

from jinja2 import BytecodeCache, pass_context
from jinja2.bccache import Bucket
from jinja2.runtime import Context

from briefing.runtime.cache import Cache, key_of

__all__ = ["Compiled", "at_run_time"]

_CODE: dict[str, CodeType] = {}


class Compiled(BytecodeCache):
    """Jinja's view of the cache."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache

    def load_bytecode(self, bucket: Bucket) -> None:
        """Find the code of a template."""
        key = _key(bucket)
        if key not in _CODE and (data := self._cache.get(key)):
            _CODE[key] = marshal.loads(data)  # noqa: S302  see above
        bucket.code = _CODE.get(key)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of a template."""
        assert bucket.code
        key = _key(bucket)
        _CODE[key] = bucket.code
        self._cache.put(key, marshal.dumps(bucket.code))


def at_run_time(function: Callable[..., Any]) -> Callable[..., Any]:
    """Make a filter that is not called before a template is rendered, not for a constant either."""

    @pass_context
    def call(_: Context, *arguments: Any, **named: Any) -> Any:
        return function(*arguments, **named)

    return call


def _key(bucket: Bucket) -> str:
    """Return a template from any other by its name, where it is, and its text."""
    return key_of("template", bucket.key, bucket.checksum)
