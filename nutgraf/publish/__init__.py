"""Publishing: the built site goes to a destination as a release, which readers see whole or not at all.

    publish_site(project, destination, now=…) -> Release      upload what changed, then switch readers in one step
    releases(destination) -> list[Release]                    what is kept, newest first
    roll_back(project, destination, release) -> Release       an earlier release, with its facts.lock

A destination holds

    current                  what readers get: a link to the tree of the live release; in an object store, a copy of it
    previews/NAME/           a destination of its own for a change that is not live yet
    archive/                 every published version of every page, where the settings ask for it; in an object store,
                             below current/
    releases/ID/             the tree of each kept release
    store/objects/           every file, named by its content, once
    store/releases/ID.json   the manifest of each release: its files with their digests
    store/provenance/ID.json the in-toto statement of each release: what was made from what
    store/current.json       in an object store, the name of the live release, for a front door

A release is its tree and its manifest, written in this order and never changed; the switch comes last. What a killed
run leaves is an unfinished tree that nothing leads to, and the next run removes it.

release      Release, and its manifest
site_files   the files of the built site, and what is refused
secret_shapes  what secrets look like
secret_search  refuses to publish secrets, e-mail addresses, folders of this machine and values of the environment
headers      content types, cache times and compression
destination  what a destination can do
unreachable  what a store answered, in words
open_destination  which one an address names
folder       a folder on this machine, or on a mounted disk
sftp_folder  a folder on a machine that is reached by SFTP
object_store S3 and every other store of objects that fsspec knows
lease        one publisher at a time in an object store
new_release  publish_site, and what it would do
release_changes  what readers notice of a release
previews     a change at an address of its own
release_provenance  the statement of a release
verification what readers get, against the statement
archive      every version of every page
archived_page  a page as the archive shows it
kept_releases  the kept releases: list, find, prune
live_copy    a copy of the live site for a fresh machine
repair       repairs what is missing or damaged in a release
rollback     roll_back, and what it would do
"""

from __future__ import annotations

from nutgraf.publish.kept_releases import releases
from nutgraf.publish.live_copy import copy_live_site
from nutgraf.publish.new_release import publish_site, would_publish
from nutgraf.publish.open_destination import address_of
from nutgraf.publish.previews import preview_address, remove_preview
from nutgraf.publish.release import Release
from nutgraf.publish.rollback import roll_back, would_roll_back
from nutgraf.publish.verification import Verification, verify_published

__all__ = [
    "Release",
    "Verification",
    "address_of",
    "copy_live_site",
    "preview_address",
    "publish_site",
    "releases",
    "remove_preview",
    "roll_back",
    "verify_published",
    "would_publish",
    "would_roll_back",
]
