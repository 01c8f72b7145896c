#!/bin/sh
# One night: takes in what others pushed, rebuilds, and pushes what was published. Ends as `nutgraf rebuild` does:
# 0 nothing needs anybody, 1 something does, 2 nothing new is live. What happened is in build/rebuild/report.txt.
#   EXPLAINERS  the checkout (default: the current folder)
#   DEST        where the site goes (default: the setting)
#   REASON      why, for the list of releases
cd "${EXPLAINERS:-.}" || exit 2
git config user.email > /dev/null || {
    export GIT_AUTHOR_NAME=nutgraf GIT_AUTHOR_EMAIL=nutgraf@users.noreply.github.com
    export GIT_COMMITTER_NAME=$GIT_AUTHOR_NAME GIT_COMMITTER_EMAIL=$GIT_AUTHOR_EMAIL
}

keep() { # what was published, refreshed and signed off is committed, also what a run left that was killed
    for path in facts.lock data desk; do
        [ ! -e "$path" ] || git add --all -- "$path" || return 1
    done
    git diff --cached --quiet || git commit --quiet --message "What was published"
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

fail() {
    echo "nightly.sh: $1" >&2
    exit 2
}

git rebase --abort 2> /dev/null
keep && pull || fail "what others pushed could not be taken in; see git status"
make --silent .venv/.ready || fail "the environment could not be made"
.venv/bin/nutgraf rebuild ${DEST:+"$DEST"} --reason "${REASON:-on schedule}"
status=$?
keep && push || fail "the site is live, and facts.lock could not be pushed; the next run tries again"
exit "$status"
