"""Every page with an address to try it at, and who may open it: the table that a review can read.

A page that is declared but stands not here fails `test_roles`, and so does one that opens for somebody else.
"""

from fadu.kernel.organisations import ROLES

ALL = frozenset(ROLES) - {"system"}
NOBODY = "nobody"  # signed in, without any role
ANYBODY = ALL | {NOBODY}

READ = frozenset({"handler", "law_governance_office", "leader"})  # of the toy's ledgers
WRITE = frozenset({"handler", "law_governance_office"})
READ_CASES = READ | {"reviewer"}  # of the toy's disputes
DECIDE = frozenset({"reviewer", "law_governance_office"})  # the office records for the reviewer
JOURNAL = frozenset({"keeper", "law_governance_office", "provincial_checker"})
KEEPERS = frozenset({"keeper", "law_governance_office"})
OFFICE = frozenset({"law_governance_office"})
REPORTS = OFFICE | {"leader", "provincial_checker", "reviewer", "executive_meeting", "chief_executive"}
FILERS = frozenset({"statistician", "law_governance_office"})
RETURNS = FILERS | {"leader", "provincial_checker"}
PUBLIC = "public"

# name: (address, who may open it); {case}, {record}, {document} are filled in by the test
SAMPLES: dict[str, tuple[str, frozenset[str] | str]] = {
    "account_login": ("/login/", PUBLIC),
    "account_logout": ("/logout/", PUBLIC),
    "account_inactive": ("/inactive/", PUBLIC),
    "account_reauthenticate": ("/reauthenticate/", ANYBODY),
    "account_change_password": ("/password/", ANYBODY),
    "mfa_authenticate": ("/two-step/check/", PUBLIC),
    "mfa_reauthenticate": ("/two-step/reauthenticate/", ANYBODY),
    "mfa_index": ("/two-step/", ANYBODY),
    "mfa_activate_totp": ("/two-step/app/on/", ANYBODY),
    "mfa_deactivate_totp": ("/two-step/app/off/", ANYBODY),
    "mfa_view_recovery_codes": ("/two-step/codes/", ANYBODY),
    "mfa_generate_recovery_codes": ("/two-step/codes/new/", ANYBODY),
    "mfa_download_recovery_codes": ("/two-step/codes/file/", ANYBODY),
    "language": ("/language/", PUBLIC),
    "work": ("/", ANYBODY),
    "me": ("/me/", ANYBODY),
    "ledgers": ("/ledgers/", ANYBODY),
    "ledger": ("/ledgers/toy-borrowing/", READ),
    "ledger_record": ("/ledgers/toy-borrowing/{record}/", READ),
    "ledger_new": ("/ledgers/toy-borrowing/new/", WRITE),
    "ledger_edit": ("/ledgers/toy-borrowing/{record}/edit/", WRITE),
    "ledger_delete": ("/ledgers/toy-borrowing/{record}/delete/", WRITE),
    "ledger_export": ("/ledgers/toy-borrowing/export.csv", READ),
    "ledger_template": ("/ledgers/toy-borrowing/template.xlsx", WRITE),
    "ledger_import": ("/ledgers/toy-borrowing/import/", WRITE),
    "ledger_parcel": ("/parcels/none/", ANYBODY),
    "ledger_step": ("/ledgers/toy-dispute/{case}/steps/toy-dispute/decide/", DECIDE),
    "document": ("/documents/{document}/", READ_CASES),
    "indicators": ("/indicators/", ANYBODY),
    "indicator_figure": ("/figures/990100/reconsideration.accepted/all/2025/", ALL),
    "returns": ("/returns/", RETURNS),
    "return_new": ("/returns/new/?", FILERS),
    "return": ("/returns/{filing}/", RETURNS),
    "return_submit": ("/returns/{filing}/submit/", FILERS),
    "return_accept": ("/returns/{filing}/accept/", OFFICE),
    "return_give_back": ("/returns/{filing}/give-back/", OFFICE),
    "return_forms": ("/returns/forms.xlsx?organisation=990100-01", RETURNS),
    "return_take": ("/returns/take/", FILERS),
    "reports": ("/reports/", REPORTS),
    "report_start": ("/reports/start/", OFFICE),
    "report": ("/reports/{report}/", REPORTS),
    "report_section": ("/reports/{report}/sections/preamble/", REPORTS),
    "report_picker": ("/reports/{report}/picker/", OFFICE),
    "report_check": ("/reports/{report}/check/", REPORTS),
    "report_figures": ("/reports/{report}/figures/", REPORTS),
    "report_lock": ("/reports/{report}/lock/", OFFICE),
    "report_versions": ("/reports/{report}/versions/", REPORTS),
    "report_keep": ("/reports/{report}/versions/keep/", OFFICE),
    "report_text": ("/reports/{report}/text/", REPORTS),
    "report_style": ("/reports/official.css", REPORTS),
    "report_file": ("/reports/{report}/report.json", REPORTS),
    "organisations": ("/organisations/", ANYBODY),
    "organisation": ("/organisations/990100-01/", ANYBODY),
    "organisation_users": ("/users/", KEEPERS),
    "journal": ("/journal/", JOURNAL),
    "journal_verify": ("/journal/verify/", frozenset({"keeper", "provincial_checker"})),
    "journal_seal": ("/journal/seal/", frozenset({"keeper"})),
    "journal_key": ("/journal/key/", JOURNAL),
    "procedures": ("/procedures/", ANYBODY),
    "procedure": ("/procedures/toy-dispute/", ANYBODY),
    "procedure_calendar": ("/calendar/", ANYBODY),
    "procedure_calendar_adopt": ("/calendar/adopt/", frozenset({"keeper"})),
}
