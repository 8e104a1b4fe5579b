"""Validates RO-Crates with roc-validator, without a network: validate_crate.py SEVERITY CRATE... prints {crate: [issue, ...]}.

The one context that the crates name comes from the package rocrate; 3 is the exit status where a package is missing.
"""

import json
import sys
from importlib.util import find_spec
from pathlib import Path

CONTEXT = "https://w3id.org/ro/crate/1.1/context"


def known_context():
    data = Path(find_spec("rocrate").origin).parent / "data" / "ro-crate.jsonld"
    document = json.loads(data.read_text(encoding="utf-8"))
    if document["@id"] != CONTEXT:
        raise SystemExit("the package rocrate has the context %s: install rocrate==0.14.0" % document["@id"])
    return document


def main(severity, crates):
    if find_spec("rocrate_validator") is None or find_spec("rocrate") is None:
        return 3
    from rocrate_validator import models, services
    from rocrate_validator.utils.http import HttpRequester

    context = known_context()

    class Answer:
        status_code = 200
        headers = {"Content-Type": "application/ld+json"}
        text = json.dumps(context)

        def json(self):
            return context

    def get(self, url, **settings):
        if url != CONTEXT:
            raise RuntimeError("the crate needs %s from the network" % url)
        return Answer()

    HttpRequester.get = get
    answer = {}
    for crate in crates:
        settings = {
            "rocrate_uri": crate,
            "profile_identifier": "process-run-crate",
            "requirement_severity": models.Severity[severity],
            "skip_availability_check": True,
        }
        result = services.validate(settings)
        answer[crate] = ["%s: %s" % (issue.check.identifier, issue.message) for issue in result.get_issues()]
    print(json.dumps(answer, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
