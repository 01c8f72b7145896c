"""A refresh as a proposal: a branch with the new versions, and what they would change on the pages, for a pull request.

    propose(project, tables, now)      the branch and the Markdown

git_repository    the repository of a project, a checkout of its last commit in a folder of its own, and the branch
page_differences  the sentences and charts of pages before and after
proposal_text     the Markdown
proposing         the steps; nothing of the working tree is read or changed
"""

from nutgraf.proposal.proposing import Proposal, propose

__all__ = ["Proposal", "propose"]
