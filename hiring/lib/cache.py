"""A Redis cache that answers as an empty one would while Redis is away, so that pages outlive the broker."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

import structlog
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

Result = TypeVar("Result")
log = structlog.get_logger(__name__)

# The moments of what was let in during the window, the latest first; kept by one clock, and asked in one turn.
COUNT = """
    local moments, most, window = KEYS[1], tonumber(ARGV[1]), tonumber(ARGV[2])
    local clock = redis.call('TIME')
    local now = clock[1] + clock[2] / 1000000
    local oldest = redis.call('LINDEX', moments, -1)
    while oldest and oldest + window <= now do
        redis.call('RPOP', moments)
        oldest = redis.call('LINDEX', moments, -1)
    end
    local count = redis.call('LLEN', moments)
    local let_in = count < most
    if let_in then
        count = redis.call('LPUSH', moments, string.format('%.6f', now))
        redis.call('EXPIRE', moments, window)
    end
    return {let_in and 1 or 0, count, string.format('%.6f', (oldest or now) + window - now)}
"""


@dataclass(frozen=True, kw_only=True)
class Counted:
    """Whether something was let in, how often within the window, and in how many ``seconds`` the first leaves it."""

    let_in: bool
    count: int
    seconds: float


class ForgetfulRedisCache(RedisCache):
    """Holds only what may be lost at any moment: counts of attempts, rendered figures."""

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        return self._or(default, lambda: RedisCache.get(self, key, default, version))

    def get_many(self, keys: Iterable[str], version: int | None = None) -> dict[str, Any]:
        return self._or({}, lambda: RedisCache.get_many(self, keys, version))

    def has_key(self, key: str, version: int | None = None) -> bool:
        return self._or(False, lambda: RedisCache.has_key(self, key, version))

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return self._or(True, lambda: RedisCache.add(self, key, value, timeout, version))

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        self._or(None, lambda: RedisCache.set(self, key, value, timeout, version))

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return self._or(False, lambda: RedisCache.touch(self, key, timeout, version))

    def delete(self, key: str, version: int | None = None) -> bool:
        return self._or(False, lambda: RedisCache.delete(self, key, version))

    def count(self, key: str, *, most: int, window: int) -> Counted:
        """Let something in unless that was done ``most`` times in the last ``window`` seconds."""
        nothing_counted: Any = [1, 1, window]
        keys, arguments = [self.make_and_validate_key(key)], [most, window]
        let_in, count, seconds = self._or(nothing_counted, lambda: self._count(keys=keys, args=arguments))
        return Counted(let_in=bool(let_in), count=count, seconds=float(seconds))

    @cached_property
    def _count(self) -> Callable[..., Any]:
        script: Callable[..., Any] = self._cache.get_client(write=True).register_script(COUNT)
        return script

    def _or(self, answer_of_an_empty_cache: Result, ask: Callable[[], Result]) -> Result:
        try:
            return ask()
        except RedisError as error:
            log.warning("cache unreachable, answered as empty", error=type(error).__name__)
            return answer_of_an_empty_cache
