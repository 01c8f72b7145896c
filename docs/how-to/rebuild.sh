#!/bin/sh
# Rebuilds the explainers and puts them live. If anything goes wrong, the desk gets a mail that says at which step.
# In /etc/cron.d/explainers, with a git identity for the user and a key that may push:
#   17 5 * * * news /srv/explainers/docs/how-to/rebuild.sh
root=${EXPLAINERS:-/srv/explainers}
live=${LIVE:-/srv/www/explainers}
desk=${DESK:-desk@example.org}
log=$(mktemp -d) || exit 2

report() { # however the script ended, and at which step
    status=$?
    trap - EXIT
    if [ "$status" -ne 0 ]; then
        {
            echo "Exit status $status, $step."
            [ ! -e "$log/build.jsonl" ] || .venv/bin/python .github/summary.py "$log/build.jsonl" "$log/all" 2>&1
            tail -n 200 "$log/all"
        } > "$log/mail"
        mail -s "Explainers: exit $status, $step" "$desk" < "$log/mail" || cat "$log/mail" >&2
    fi
    rm -rf "$log"
    exit "$status"
}
trap report EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

keep_lock() { # what was published is committed, also what a run left that was killed
    git add facts.lock 2>> "$log/all" || true
    git diff --cached --quiet -- facts.lock || git commit --quiet --message "What was published" -- facts.lock
}

pull() { # lines of facts.lock that others added merge with ours, as .gitattributes says
    git pull --quiet --rebase || { git rebase --abort; return 1; }
}

push() { # somebody else may have pushed meanwhile
    for attempt in 1 2 3; do
        git push --quiet && return 0
        pull || return 1
    done
    return 1
}

step="going to $root"
: > "$log/all"
cd "$root" 2>> "$log/all" || exit 2
step="waiting for the run before, which has not ended"
mkdir -p build && exec 9> build/rebuild.lock && flock --nonblock 9 || exit 2
step="taking in what others pushed"
git rebase --abort 2> /dev/null
{ keep_lock && pull; } >> "$log/all" 2>&1 || exit 2
step="installing"
make --silent .venv/.ready >> "$log/all" 2>&1 || exit 2
step="building"
.venv/bin/nutgraf build --json --publish --live-site "$live" > "$log/build.jsonl" 2>> "$log/all" 9>&-
built=$?
[ "$built" -le 1 ] || exit "$built"
step="putting the site live"
rsync --archive --delete --delay-updates build/site/ "$live/" >> "$log/all" 2>&1 || exit 3
step="pushing facts.lock; the site is live, and the next run tries again"
{ keep_lock && push; } >> "$log/all" 2>&1 || exit 4
step="some page failed or is held, and stays as it was"
exit "$built"
