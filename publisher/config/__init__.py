"""`mkdocs.yml` and `feeds/*.yml` → Config, with every fault found."""

from publisher.config.extensions import resolved
from publisher.config.loader import load_config
from publisher.config.values import Config, MailSettings, MenuItem, TargetSettings

__all__ = ["Config", "MailSettings", "MenuItem", "TargetSettings", "load_config", "resolved"]
