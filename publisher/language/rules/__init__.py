"""All rules, by what they look at."""

from publisher.language.rule import LanguageRule
from publisher.language.rules import leftovers, names, numbers, sentences, spelling, typography

RULES: tuple[LanguageRule, ...] = (
    *typography.RULES,
    *numbers.RULES,
    *spelling.RULES,
    *sentences.RULES,
    *names.RULES,
    *leftovers.RULES,
)
BY_ID = {rule.id: rule for rule in RULES}
