"""Any S3-compatible store: Amazon, Cloudflare R2, Backblaze, MinIO, SeaweedFS.

Redirects stay the pages that the site has for them, which work in every store. Redirects of the
store's own (`x-amz-website-redirect-location`) exist only at Amazon's website addresses, without
TLS, and obstore cannot write them.
"""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from publisher.config import TargetSettings
from publisher.config.options import TargetOptions
from publisher.deploy.targets.store import Store, StoreSettings
from publisher.deploy.targets.storing import StoreTarget

_BUCKET = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,62}")
_ENDPOINT = re.compile(r"https?://(?P<host>[^/@\s?#]+)/?")
_PREFIX = re.compile(r"/?(?!\.)(?:(?!\.\.?/)[^/\0\\?#]+/)*")
_PARALLEL = 32
_RETRIES = 6
_GRACE = 0.1
"""Seconds for requests that were broken off to end: else obstore prints that the loop is gone."""
_PATIENCE = timedelta(seconds=90)
"""How long one request may be retried; a deploy then ends, and the next one goes on."""


def s3(settings: TargetSettings, root: Path, file: str) -> StoreTarget:
    """The target `kind: s3`. Raises PublisherError for all that is wrong in its options."""
    options = TargetOptions(settings, file)
    options.no_secrets(
        "Byt nyckeln, och lägg den nya i AWS_ACCESS_KEY_ID och AWS_SECRET_ACCESS_KEY."
    )
    bucket = options.text("bucket", example="tidningen")
    endpoint = options.text("endpoint")
    prefix = _prefix(options, "prefix", "")
    own = Bucket(
        shown=f"s3://{bucket}/{prefix}".rstrip("/"),
        bucket=bucket,
        endpoint=endpoint.rstrip("/"),
        region=options.text("region"),
        profile=options.text("profile"),
        site=prefix,
        own=_prefix(options, "memory", prefix),
        keep=options.number("keep", 3, 0, 50),
        compress=options.choice("compress", ("none", "gzip")) == "gzip",
        conditional=options.flag("conditional", default=True),
    )
    if bucket and not _BUCKET.fullmatch(bucket):
        options.fault(
            "har ett namn i bucket: som inget lager godtar", "Skriv bucketens namn, inget mer."
        )
    if endpoint and not _ENDPOINT.fullmatch(endpoint):
        hint = "Skriv till exempel endpoint: https://s3.exempel.se"
        options.fault("behöver en adress med bara värden i endpoint:", hint)
    options.finish()
    return StoreTarget(name=settings.name, settings=own, root=root)


def _prefix(options: TargetOptions, name: str, default: str) -> str:
    given = options.text(name)
    if not given:
        return default
    prefix = f"{given.strip('/')}/"
    if not _PREFIX.fullmatch(prefix):
        options.fault(f"har en mapp i {name}: som inte går", f"Skriv till exempel {name}: sajten")
    return prefix


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket(StoreSettings):
    """Where objects are put. `site` and `own` begin the keys of the site, and of our own notes."""

    bucket: str
    endpoint: str
    region: str
    profile: str
    site: str
    own: str
    compress: bool
    conditional: bool
    parallel: int = _PARALLEL
    retries: int = _RETRIES

    def form(self, path: str) -> str:
        """Types, caching and compression, as one word."""
        from publisher.deploy.targets.s3.headers import form

        return form(path, compress=self.compress)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Store]:
        """Every request connects for itself; only the keys must be there."""
        from obstore.store import S3Store

        from publisher.deploy.targets.s3.store import ObjectStore

        try:
            yield ObjectStore(
                store=S3Store(self.bucket, **self._config()),
                shown=self.shown,
                site=self.site,
                own=self.own,
                parallel=self.parallel,
                compress=self.compress,
                conditional=self.conditional,
            )
        except BaseException:
            await asyncio.sleep(_GRACE)
            raise

    def _config(self) -> dict[str, Any]:
        from publisher.deploy.targets.s3.aws_keys import find_keys

        config: dict[str, Any] = {
            "client_options": {"connect_timeout": "10s", "timeout": "5m", "allow_http": True},
            "retry_config": {"max_retries": self.retries, "retry_timeout": _PATIENCE},
        }
        if keys := find_keys(os.environ, self.profile, self.shown):
            config["access_key_id"], config["secret_access_key"] = keys.id, keys.secret
            if keys.token:
                config["token"] = keys.token
        if self.endpoint:
            config["endpoint"] = self.endpoint
        if region := self.region or _region():
            config["region"] = region
        return config


def _region() -> str:
    return os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or "us-east-1"
