"""A Redis cache that answers as an empty one would while Redis is away, so that pages outlive the broker."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import structlog
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

Result = TypeVar("Result")
log = structlog.get_logger(__name__)


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

    def _or(self, answer_of_an_empty_cache: Result, ask: Callable[[], Result]) -> Result:
        try:
            return ask()
        except RedisError as error:
            log.warning("cache unreachable, answered as empty", error=type(error).__name__)
            return answer_of_an_empty_cache
