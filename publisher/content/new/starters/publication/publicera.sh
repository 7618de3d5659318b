#!/bin/sh
# Bygger, lägger ut och sparar löftena i git. Körs av GitHub, GitLab eller cron; går bra för hand.
# Så skrivs det: sh publicera.sh [MÅL]      (målet står i mkdocs.yml; annars webben)
set -u
cd "$(dirname "$0")" || exit 1

publisher build || exit 1
publisher deploy "${1:-webben}"
outcome=$?

# Löftena sparas också när något gick fel på slutet: det som hann ut är ute.
git rev-parse --is-inside-work-tree > /dev/null 2>&1 || exit $outcome
[ -f feeds/ledger.jsonl ] || exit $outcome
git config user.email > /dev/null || {
  export GIT_AUTHOR_NAME=publisher GIT_AUTHOR_EMAIL=publisher@localhost
  export GIT_COMMITTER_NAME=publisher GIT_COMMITTER_EMAIL=publisher@localhost
}
git add feeds/ledger.jsonl
git diff --cached --quiet -- feeds/ledger.jsonl ||
  git commit --quiet --message "Publicerat [skip ci]" -- feeds/ledger.jsonl || outcome=1
if git rev-parse --quiet --verify '@{upstream}' > /dev/null 2>&1; then
  # Har någon annan hunnit före kommer deras med, och så görs det om.
  saved=no
  for pause in 0 1 3 9 27; do
    sleep $pause
    if git pull --quiet --rebase --autostash; then
      git push --quiet && saved=yes && break
    elif [ -d "$(git rev-parse --git-path rebase-merge)" ]; then
      git rebase --abort
    fi
  done
  if [ $saved = no ]; then
    echo "Löftena är sparade här men inte hos origin. Kör git pull --rebase och git push." >&2
    outcome=1
  fi
fi
exit $outcome
