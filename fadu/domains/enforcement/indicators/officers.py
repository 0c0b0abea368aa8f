"""执法人员指标: certificates by the day of application and by what stands at the end; candidates who sat."""

from django.utils.translation import gettext_lazy as _

from fadu.kernel.indicators import Indicators, count, ratio, stock, total

from ..models.officers import (
    AuxiliaryOfficer,
    AuxiliaryResult,
    AuxiliaryTraining,
    Certificate,
    Officer,
    QualificationResult,
    TrainingRecord,
)
from ..models.subjects import EnforcementSubject


class SubjectFigures(Indicators):
    ledger = EnforcementSubject

    _subjects = stock(_("行政执法主体"), valid_from="valid_from", valid_to="valid_to")


class OfficerFigures(Indicators):
    ledger = Officer

    _officers = stock(_("行政执法人员"), valid_from="joined_on", valid_to="left_on")


class AuxiliaryFigures(Indicators):
    ledger = AuxiliaryOfficer

    _auxiliaries = stock(_("行政执法辅助人员"), valid_from="joined_on", valid_to="left_on")


class CertificateFigures(Indicators):
    ledger = Certificate

    certificates_applied = count(_("申领执法证件人员"), on="applied_on")
    certified_officers_disclosed = stock(
        _("公开信息的持证人员"), valid_from="disclosed_on", valid_to="ended_on",
        where=lambda row: row.disclosed_on >= row.issued_on,
    )  # fmt: skip
    _certified = stock(_("持有有效证件人员"), valid_from="issued_on", valid_to="ended_on")
    _verified = count(_("审验证件"), on="verified_on")


class ExamFigures(Indicators):
    ledger = QualificationResult

    qualification_exam_takers = count(_("执法资格考试人数"), on="sat_on")
    _passed = count(_("执法资格考试合格"), on="sat_on", where=lambda row: row.passed)
    qualification_exam_pass_rate = ratio(_("执法资格考试通过率"), _passed, qualification_exam_takers)


class AuxiliaryTestFigures(Indicators):
    ledger = AuxiliaryResult

    auxiliary_test_takers = count(_("辅助人员法律知识测试人数"), on="sat_on")


class TrainingFigures(Indicators):
    ledger = TrainingRecord

    _hours = total(_("执法人员培训学时"), of="hours", on="trained_on", where=lambda row: row.passed)


class AuxiliaryTrainingFigures(Indicators):
    ledger = AuxiliaryTraining

    _auxiliary_hours = total(_("辅助人员培训学时"), of="hours", on="trained_on", where=lambda row: row.passed)
