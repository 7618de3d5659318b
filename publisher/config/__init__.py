"""`mkdocs.yml` and `feeds/*.yml` → Config, with every fault found."""

from typing import TYPE_CHECKING

from publisher.system.lazily import lazily

if TYPE_CHECKING:
    from publisher.config.extensions import resolved
    from publisher.config.loader import load_config
    from publisher.config.values import Config, MailSettings, MenuItem, TargetSettings
    from publisher.config.values_look import Look
    from publisher.config.values_mail import (
        PLAIN,
        PRESETS,
        DkimSettings,
        PaceSettings,
        Preset,
        ReturnsSettings,
        SmtpSettings,
        ViaSettings,
        WebhookSettings,
    )
    from publisher.config.values_notify import NotifySettings
    from publisher.config.values_people import MailingList, PeopleSettings

__all__ = [
    "PLAIN",
    "PRESETS",
    "Config",
    "DkimSettings",
    "Look",
    "MailSettings",
    "MailingList",
    "MenuItem",
    "NotifySettings",
    "PaceSettings",
    "PeopleSettings",
    "Preset",
    "ReturnsSettings",
    "SmtpSettings",
    "TargetSettings",
    "ViaSettings",
    "WebhookSettings",
    "load_config",
    "resolved",
]

__getattr__ = lazily(
    __name__,
    {
        "extensions": ("resolved",),
        "loader": ("load_config",),
        "values": (
            "Config",
            "MailSettings",
            "MenuItem",
            "TargetSettings",
        ),
        "values_look": ("Look",),
        "values_mail": (
            "PLAIN",
            "PRESETS",
            "DkimSettings",
            "PaceSettings",
            "Preset",
            "ReturnsSettings",
            "SmtpSettings",
            "ViaSettings",
            "WebhookSettings",
        ),
        "values_notify": ("NotifySettings",),
        "values_people": ("MailingList", "PeopleSettings"),
    },
)
