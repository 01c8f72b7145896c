#!/bin/sh
# One night: takes in what others pushed, rebuilds, and pushes what was published. Ends as `nutgraf rebuild` does:
# 0 nothing needs anybody, 1 something does, 2 nothing new is live; or with 4: what was published could not be pushed.
# What happened is in build/rebuild/report.txt; what goes wrong before and after the rebuild is printed.
#   EXPLAINERS  the checkout (default: the current folder)
#   DEST        where the site goes (default: the setting)
#   REASON      why, for the list of releases
#   SKIP        a step to leave out, such as refresh where a workflow proposes new data
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
        said=$(git push --quiet 2>&1) && return 0
        pull || break
    done
    echo "$said" >&2
    return 1
}

fail() {
    echo "nightly.sh: $1" >&2
    exit "${2:-2}"
}

if command -v flock > /dev/null; then
    mkdir -p build && exec 9> build/nightly.lock && flock --nonblock 9 || fail "the night before has not ended"
fi
git rebase --abort 2> /dev/null
keep && pull || fail "what others pushed could not be taken in; see git status"
make --silent .venv/.ready || fail "the environment could not be made"
.venv/bin/nutgraf rebuild ${DEST:+"$DEST"} ${SKIP:+--skip "$SKIP"} --reason "${REASON:-on schedule}" 9>&-
status=$?
keep && push || fail "what was published could not be pushed; the next night tries again" 4
exit "$status"
