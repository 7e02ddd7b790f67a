//! What UBL 2.1 (OASIS) allows in an Invoice, as data: every element with its type, every type with its content and
//! attributes, the signature's vocabularies (XMLDSig, XAdES 1.3.2 and 1.4.1) included. Made by a program from the
//! published schema, not by hand: a change here is a change of the standard.

use super::model::{Attribute, Type, a, e, g, m, r, s, v};
use super::names::namespace::{CORE, DS, SCHEMA, UNQUALIFIED, XADES, XADES_141};
use super::value::Kind::*;

/// Local names, namespace after namespace, sorted within each.
pub(super) const NAMES: &str = "\
Invoice \
AcceptanceTransportEvent AccessoryRelatedItem AccountingContact AccountingCustomerParty AccountingSupplierParty \
ActivityDataLine ActivityFinalLocation ActivityOriginLocation ActivityPeriod ActivityProperty \
ActualArrivalTransportEvent ActualDepartureTransportEvent ActualPackage ActualPickupTransportEvent \
ActualWaypointTransportEvent AdditionalCommodityClassification AdditionalDocumentReference AdditionalDocumentResponse \
AdditionalInformationParty AdditionalItemIdentification AdditionalItemProperty AdditionalQualifyingParty \
AdditionalTemperature AdditionalTransportationService Address AddressLine AgentParty AirTransport AllowanceCharge \
AllowedSubcontractTerms AlternativeConditionPrice AlternativeDeliveryLocation AlternativeLineItem \
AnticipatedMonetaryTotal AppealInformationParty AppealReceiverParty AppealTerms ApplicableAddress ApplicablePeriod \
ApplicableRegulation ApplicableTaxCategory ApplicableTerritoryAddress ApplicableTransportMeans AtLocation \
AttachedTransportEquipment Attachment AuctionTerms AvailabilityTransportEvent AwardedTenderedProject \
AwardingCriterion AwardingCriterionResponse AwardingTerms BeneficiaryParty BillOfLadingHolderParty BillToParty \
BillingReference BillingReferenceLine BonusPaymentTerms Branch BudgetAccount BudgetAccountLine \
BusinessClassificationScheme BuyerContact BuyerCustomerParty BuyerProposedSubstituteLineItem BuyersItemIdentification \
CallDuty CallForTendersDocumentReference CallForTendersLineReference Capability CardAccount CarrierParty \
CatalogueDocumentReference CatalogueItemIdentification CatalogueItemSpecificationUpdateLine CatalogueLine \
CatalogueLineReference CataloguePricingUpdateLine CatalogueReference CatalogueRequestLine \
CategorizesClassificationCategory Certificate CertificateOfOriginApplication ChildConsignment ClassificationCategory \
ClassificationScheme ClassifiedTaxCategory Clause CollectPaymentTerms CollectedPayment CommissionPaymentTerms \
CommodityClassification Communication ComplementaryRelatedItem CompletedTask ComponentRelatedItem Condition \
ConsigneeParty Consignment ConsignorParty ConsolidatedShipment ConstitutionPeriod Consumption ConsumptionAverage \
ConsumptionCorrection ConsumptionHistory ConsumptionLine ConsumptionPoint ConsumptionReport \
ConsumptionReportReference Contact ContactParty ContainedGoodsItem ContainedInTransportEquipment ContainedPackage \
ContainingPackage ContainingTransportEquipment Contract ContractAcceptancePeriod ContractDocumentReference \
ContractExecutionRequirement ContractExtension ContractFormalizationPeriod ContractResponsibleParty \
ContractingActivity ContractingParty ContractingPartyType ContractorCustomerParty ContractualDelivery \
ContractualDocumentReference CorporateRegistrationScheme Country CreditAccount CreditNoteDocumentReference \
CreditNoteLine CrewMemberPerson CurrentStatus CustomerParty CustomsAgentParty CustomsDeclaration \
DebitNoteDocumentReference DebitNoteLine Declaration DefaultLanguage DeletedCatalogueReference Delivery \
DeliveryAddress DeliveryContact DeliveryCustomerParty DeliveryLocation DeliveryParty DeliveryPeriod DeliveryTerms \
DeliveryTransportEvent DeliveryUnit DependentLineReference DependentPriceReference Despatch DespatchAddress \
DespatchContact DespatchDocumentReference DespatchLine DespatchLineReference DespatchLocation DespatchParty \
DespatchSupplierParty DestinationCountry DetentionTransportEvent DigitalSignatureAttachment Dimension \
DisbursementPaymentTerms DischargeTransportEvent DiscrepancyResponse DocumentAvailabilityPeriod DocumentDistribution \
DocumentProviderParty DocumentReference DocumentResponse DocumentTenderRequirement DriverPerson DropoffTransportEvent \
DurationPeriod Duty EconomicOperatorRole EconomicOperatorShortList EffectivePeriod EmbassyEndorsement \
EmergencyTemperature EmissionCalculationMethod EmploymentLegislationDocumentReference Endorsement EndorserParty \
EnergyTaxReport EnergyWaterConsumptionCorrection EnergyWaterSupply EnvironmentalEmission \
EnvironmentalLegislationDocumentReference EstimatedArrivalTransportEvent EstimatedDeliveryPeriod \
EstimatedDepartureTransportEvent EstimatedDespatchPeriod EstimatedDurationPeriod EstimatedTransitPeriod \
EvaluationCriterion Event EventComment EventLineItem EventTactic EventTacticEnumeration Evidence \
EvidenceDocumentReference EvidenceIssuingParty EvidenceSupplied ExaminationTransportEvent ExceptionCriteriaLine \
ExceptionNotificationLine ExceptionObservationPeriod ExchangeRate ExportCountry ExportationTransportEvent \
ExporterParty ExternalReference ExtraAllowanceCharge FinalDeliveryParty FinalDeliveryTransportationService \
FinalDestinationCountry FinalFinancialGuarantee FinancialAccount FinancialCapability FinancialEvaluationCriterion \
FinancialGuarantee FinancialInstitution FinancialInstitutionBranch FinancingFinancialAccount FinancingParty \
FirstArrivalPortLocation FiscalLegislationDocumentReference FlashpointTemperature FloorSpaceMeasurementDimension \
ForecastException ForecastExceptionCriterionLine ForecastLine ForecastPeriod ForecastRevisionLine \
ForeignExchangeContract FrameworkAgreement FreightAllowanceCharge FreightChargeLocation FreightForwarderParty \
FrequencyPeriod FromLocation GoodsItem GoodsItemContainer GuaranteeDocumentReference GuarantorParty \
GuidanceDocumentReference HandlingTransportEvent HandlingUnitDespatchLine HaulageTradingTerms HazardousGoodsTransit \
HazardousItem HazardousItemNotificationParty HeadOfficeParty IdentityDocumentReference ImmobilizedSecurity \
ImporterParty InformationContentProviderParty InstructionForReturnsLine InsuranceEndorsement InsuranceParty \
InterestedParty InterestedProcurementProjectLot InventoryLocation InventoryPeriod InventoryReportLine \
InventoryReportingParty InvitationSubmissionPeriod InvoiceDocumentReference InvoiceLine InvoicePeriod \
IssuerEndorsement IssuerParty IssuingCountry Item ItemComparison ItemIdentification ItemInformationRequestLine \
ItemInstance ItemLocationQuantity ItemManagementProfile ItemPriceExtension ItemProperty ItemPropertyGroup \
ItemPropertyRange ItemSpecificationDocumentReference JurisdictionRegionAddress KeywordItemProperty Language \
LastExitPortLocation LegalDocumentReference LegalMonetaryTotal LineItem LineReference LineResponse LineValidityPeriod \
LoadingLocation LoadingPortLocation LoadingProofParty LoadingTransportEvent Location LocationAddress \
LocationCoordinate LogisticsOperatorParty LotIdentification MainCarriageShipmentStage MainCommodityClassification \
MainOnAccountPayment MainPeriod MainQualifyingParty MainTransportationService MandateDocumentReference \
ManufacturerParty ManufacturersItemIdentification MaritimeTransport MasterPerson MaximumDeliveryUnit \
MaximumTemperature MeasurementDimension MeasurementFromLocation MeasurementToLocation MediationParty Meter \
MeterProperty MeterReading MinimumDeliveryUnit MinimumTemperature MinutesDocumentReference MiscellaneousEvent \
MonetaryTotal MortgageHolderParty NominationPeriod NotaryParty NoticeDocumentReference NotificationLocation \
NotificationPeriod NotificationRequirement NotifyParty OccurenceLocation OfferedItemLocationQuantity OnAccountPayment \
OnCarriageShipmentStage OpenTenderEvent OperatingParty OptionValidityPeriod OptionalTakeoverTransportEvent \
OrderDocumentReference OrderLine OrderLineReference OrderReference OrderedShipment OriginAddress OriginCountry \
OriginalDepartureCountry OriginalDespatchParty OriginalDespatchTransportationService OriginalDocumentReference \
OriginalItemLocationQuantity OriginatorCustomerParty OriginatorDocumentReference OriginatorParty OtherCommunication \
OwnerParty Package PackagedTransportHandlingUnit PalletSpaceMeasurementDimension ParentDocumentLineReference \
ParentDocumentReference ParticipatingLocationsLocation ParticipationRequestReceptionPeriod Party PartyIdentification \
PartyLegalEntity PartyName PartyTaxScheme PassengerPerson PayeeFinancialAccount PayeeParty PayerFinancialAccount \
PayerParty Payment PaymentAlternativeExchangeRate PaymentExchangeRate PaymentMandate PaymentMeans \
PaymentReversalPeriod PaymentTerms PenaltyClause PenaltyPaymentTerms PenaltyPeriod PerformanceDataLine \
PerformingCarrierParty Period Person PhysicalAttribute PhysicalLocation Pickup PickupLocation PickupParty \
PickupTransportEvent PlannedArrivalTransportEvent PlannedDeliveryTransportEvent PlannedDepartureTransportEvent \
PlannedPeriod PlannedPickupTransportEvent PlannedWaypointTransportEvent PositioningTransportEvent PostalAddress \
PowerOfAttorney PreCarriageShipmentStage PreSelectedParty PrepaidPayment PrepaidPaymentTerms PreparationParty \
PresentationPeriod PreviousDocumentReference PreviousPriceList Price PriceExtension PriceList PricingExchangeRate \
PricingReference ProcessJustification ProcurementLegislationDocumentReference ProcurementProject \
ProcurementProjectLot ProjectReference PromisedDeliveryPeriod PromotionalEvent PromotionalEventLineItem \
PromotionalSpecification ProviderParty QualificationResolution QualifyingParty QuarantineTransportEvent \
QuotationDocumentReference QuotationLine QuotationLineReference QuotedMonetaryTotal RailTransport RangeDimension \
RealizedLocation ReceiptDocumentReference ReceiptLine ReceiptLineReference ReceiptTransportEvent \
ReceivedHandlingUnitReceiptLine ReceiverParty RecipientCustomerParty RecipientParty ReferencedConsignment \
ReferencedContract ReferencedGoodsItem ReferencedPackage ReferencedShipment ReferencedTransportEquipment \
RegistrationAddress RegistryCertificateDocumentReference RegistryPortLocation Regulation RelatedCatalogueReference \
RelatedItem ReminderDocumentReference ReminderLine ReminderPeriod RemittanceAdviceLine Renewal \
ReplacedNoticeDocumentReference ReplacedRelatedItem ReplacementRelatedItem ReportedShipment ReportingPerson \
RequestForQuotationDocumentReference RequestForQuotationLine RequestForTenderLine RequestLineReference \
RequestedArrivalTransportEvent RequestedCatalogueReference RequestedClassificationScheme RequestedDeliveryPeriod \
RequestedDeliveryTransportEvent RequestedDepartureTransportEvent RequestedDespatchPeriod RequestedDocumentReference \
RequestedLanguage RequestedMonetaryTotal RequestedPickupTransportEvent RequestedStatusLocation RequestedStatusPeriod \
RequestedTenderTotal RequestedValidityPeriod RequestedWaypointTransportEvent RequiredBusinessClassificationScheme \
RequiredClassificationScheme RequiredFinancialGuarantee RequiredItemLocationQuantity RequiredRelatedItem \
ResidenceAddress ResolutionDocumentReference Response ResponsibleTransportServiceProviderParty ResultOfVerification \
RetailPlannedImpact RetailerCustomerParty ReturnAddress RoadTransport SalesItem ScheduledServiceFrequency \
SecondaryHazard SecurityOfficerPerson SelfBilledCreditNoteDocumentReference SelfBilledInvoiceDocumentReference \
SellerContact SellerProposedSubstituteLineItem SellerSubstitutedLineItem SellerSupplierParty \
SellersItemIdentification SenderParty ServiceAllowanceCharge ServiceChargePaymentTerms ServiceEndTimePeriod \
ServiceFrequency ServiceProviderParty ServiceStartTimePeriod SettlementPeriod ShareholderParty Shipment \
ShipmentDocumentReference ShipmentStage ShipsSurgeonPerson SignatoryContact SignatoryParty Signature \
SourceCatalogueReference SourceIssuerParty SpecificTendererRequirement StandardItemIdentification \
StatementDocumentReference StatementLine StatementPeriod Status StatusLocation StatusPeriod \
StockAvailabilityReportLine StorageLocation StorageTransportEvent Stowage SubCreditNoteLine SubDebitNoteLine \
SubInvoiceLine SubLineItem SubRequestForTenderLine SubTenderLine SubcontractTerms SubcontractorParty \
SubordinateAwardingCriterion SubordinateAwardingCriterionResponse SubscriberConsumption SubscriberParty \
SubsequentProcessTenderRequirement SubsidiaryLocation SubstituteCarrierParty SuggestedEvidence SupplierConsumption \
SupplierParty SupplyChainActivityDataLine SupplyItem SupportedCommodityClassification SupportedTransportEquipment \
SupportingDocumentReference TakeoverTransportEvent TaxCategory TaxExchangeRate TaxExclusivePrice TaxInclusivePrice \
TaxRepresentativeParty TaxScheme TaxSubtotal TaxTotal TechnicalCapability TechnicalCommitteePerson \
TechnicalDocumentReference TechnicalEvaluationCriterion TelecommunicationsService TelecommunicationsSupply \
TelecommunicationsSupplyLine Temperature TemplateDocumentReference TenderDocumentReference TenderEvaluationParty \
TenderLine TenderPreparation TenderRecipientParty TenderRequirement TenderResult TenderSubmissionDeadlinePeriod \
TenderValidityPeriod TenderedProject TendererParty TendererPartyQualification TendererQualificationDocumentReference \
TendererQualificationRequest TendererRequirement TenderingProcess TenderingTerms TerminalOperatorParty TimeDuty \
ToLocation TotalCapacityDimension TradeFinancing TradingTerms TransactionConditions TransitCountry TransitPeriod \
TransportAdvisorParty TransportContract TransportEquipment TransportEquipmentSeal TransportEvent \
TransportExecutionPlanDocumentReference TransportExecutionPlanRequestDocumentReference TransportExecutionTerms \
TransportHandlingUnit TransportMeans TransportProgressStatusRequestDocumentReference TransportSchedule \
TransportServiceDescriptionDocumentReference TransportServiceDescriptionRequestDocumentReference \
TransportServiceProviderParty TransportServiceProviderResponseDeadlinePeriod \
TransportServiceProviderResponseRequiredPeriod TransportUserParty TransportUserResponseRequiredPeriod \
TransportationSegment TransportationService TransportationStatusRequestDocumentReference TransshipPortLocation \
UnloadingLocation UnloadingPortLocation UnstructuredPrice UnsupportedCommodityClassification \
UnsupportedTransportEquipment UpdatedDeliveryTransportEvent UpdatedPickupTransportEvent UsabilityPeriod \
UtilityConsumptionPoint UtilityCustomerParty UtilityItem UtilityMeter UtilitySupplierParty ValidityPeriod \
WarehousingTransportEvent WarrantyParty WarrantyValidityPeriod WebSiteAccess WinningParty WithholdingTaxTotal \
WitnessParty WorkOrderDocumentReference WorkPhaseReference \
AcceptedIndicator AcceptedVariantsDescription AccountFormatCode AccountID AccountTypeCode AccountingCost \
AccountingCostCode ActionCode ActivityType ActivityTypeCode ActualDeliveryDate ActualDeliveryTime ActualDespatchDate \
ActualDespatchTime ActualPickupDate ActualPickupTime ActualTemperatureReductionQuantity AdValoremIndicator \
AdditionalAccountID AdditionalConditions AdditionalInformation AdditionalStreetName AddressFormatCode AddressTypeCode \
AdjustmentReasonCode AdmissionCode AdvertisementAmount AgencyID AgencyName AirFlowPercent AircraftID AliasName \
AllowanceChargeReason AllowanceChargeReasonCode AllowanceTotalAmount AltitudeMeasure Amount AmountRate \
AnimalFoodApprovedIndicator AnimalFoodIndicator AnnualAverageAmount ApplicationStatusCode ApprovalDate ApprovalStatus \
AttributeID AuctionConstraintIndicator AuctionURI AvailabilityDate AvailabilityStatusCode AverageAmount \
AverageSubsequentContractAmount AwardDate AwardTime AwardingCriterionDescription AwardingCriterionID \
AwardingCriterionTypeCode AwardingMethodTypeCode BackOrderAllowedIndicator BackorderQuantity BackorderReason \
BalanceAmount BalanceBroughtForwardIndicator BarcodeSymbologyID BaseAmount BaseQuantity BaseUnitMeasure \
BasedOnConsensusIndicator BasicConsumedQuantity BatchQuantity BestBeforeDate BindingOnBuyerIndicator BirthDate \
BirthplaceName BlockName BrandName BrokerAssignedID BudgetYearNumeric BuildingName BuildingNumber BulkCargoIndicator \
BusinessClassificationEvidenceID BusinessIdentityEvidenceID BuyerEventID BuyerProfileURI BuyerReference CV2ID \
CalculationExpression CalculationExpressionCode CalculationMethodCode CalculationRate CalculationSequenceNumeric \
CallBaseAmount CallDate CallExtensionAmount CallTime CancellationNote CandidateReductionConstraintIndicator \
CandidateStatement CanonicalizationMethod CapabilityTypeCode CardChipCode CardTypeCode CargoTypeCode \
CarrierAssignedID CarrierServiceInstructions CatalogueIndicator CategoryName CertificateType CertificateTypeCode \
ChangeConditions Channel ChannelCode CharacterSetCode Characteristics ChargeIndicator ChargeTotalAmount \
ChargeableQuantity ChargeableWeightMeasure ChildConsignmentQuantity ChipApplicationID CityName CitySubdivisionName \
CodeValue CollaborationPriorityCode Comment CommodityCode CompanyID CompanyLegalForm CompanyLegalFormCode \
CompanyLiquidationStatusCode ComparedValueMeasure ComparisonDataCode ComparisonDataSourceCode \
ComparisonForecastIssueDate ComparisonForecastIssueTime CompletionIndicator Condition ConditionCode Conditions \
ConditionsDescription ConsigneeAssignedID ConsignmentQuantity ConsignorAssignedID ConsolidatableIndicator \
ConstitutionCode ConsumerIncentiveTacticTypeCode ConsumerUnitQuantity ConsumersEnergyLevel ConsumersEnergyLevelCode \
ConsumptionEnergyQuantity ConsumptionID ConsumptionLevel ConsumptionLevelCode ConsumptionReportID ConsumptionType \
ConsumptionTypeCode ConsumptionWaterQuantity ContainerizedIndicator Content ContentUnitQuantity ContractFolderID \
ContractName ContractSubdivision ContractType ContractTypeCode ContractedCarrierAssignedID ContractingSystemCode \
CoordinateSystemCode CopyIndicator CorporateRegistrationTypeCode CorporateStockAmount CorrectionAmount CorrectionType \
CorrectionTypeCode CorrectionUnitAmount CountrySubentity CountrySubentityCode CreditLineAmount CreditNoteTypeCode \
CreditedQuantity CrewQuantity CurrencyCode CurrentChargeType CurrentChargeTypeCode CustomerAssignedAccountID \
CustomerReference CustomizationID CustomsClearanceServiceInstructions CustomsImportClassifiedIndicator \
CustomsStatusCode CustomsTariffQuantity DamageRemarks DangerousGoodsApprovedIndicator DataSendingCapability \
DataSourceCode Date DebitLineAmount DebitedQuantity DeclarationTypeCode DeclaredCarriageValueAmount \
DeclaredCustomsValueAmount DeclaredForCarriageValueAmount DeclaredStatisticsValueAmount DeliveredQuantity \
DeliveryInstructions DemurrageInstructions Department Description DescriptionCode DespatchAdviceTypeCode \
DifferenceTemperatureReductionQuantity DirectionCode DisplayTacticTypeCode DispositionCode District \
DocumentCurrencyCode DocumentDescription DocumentHash DocumentID DocumentStatusCode DocumentStatusReasonCode \
DocumentStatusReasonDescription DocumentType DocumentTypeCode DocumentationFeeAmount DueDate DurationMeasure Duty \
DutyCode EarliestPickupDate EarliestPickupTime EconomicOperatorRegistryURI EffectiveDate EffectiveTime \
ElectronicDeviceDescription ElectronicMail EmbeddedDocumentBinaryObject EmergencyProceduresCode EmployeeQuantity \
EncodingCode EndDate EndTime EndpointID EnvironmentalEmissionTypeCode EstimatedAmount EstimatedConsumedQuantity \
EstimatedDeliveryDate EstimatedDeliveryTime EstimatedDespatchDate EstimatedDespatchTime \
EstimatedOverallContractAmount EstimatedOverallContractQuantity EvaluationCriterionTypeCode EvidenceTypeCode \
ExceptionResolutionCode ExceptionStatusCode ExchangeMarketID ExclusionReason ExecutionRequirementCode ExemptionReason \
ExemptionReasonCode ExpectedOperatorQuantity ExpectedQuantity ExpenseCode ExpiryDate ExpiryTime Expression \
ExpressionCode ExtendedID Extension FaceValueAmount FamilyName FeatureTacticTypeCode FeeAmount FeeDescription \
FileName FinancingInstrumentCode FirstName FirstShipmentAvailibilityDate Floor FollowupContractIndicator \
ForecastPurposeCode ForecastTypeCode FormatCode ForwarderServiceInstructions FreeOfChargeIndicator \
FreeOnBoardValueAmount FreightForwarderAssignedID FreightRateClassCode Frequency FrozenDocumentIndicator \
FrozenPeriodDaysNumeric FullnessIndicationCode FullyPaidSharesIndicator FundingProgram FundingProgramCode \
GasPressureQuantity GenderCode GeneralCargoIndicator GovernmentAgreementConstraintIndicator GrossTonnageMeasure \
GrossVolumeMeasure GrossWeightMeasure GuaranteeTypeCode GuaranteedDespatchDate GuaranteedDespatchTime HandlingCode \
HandlingInstructions HashAlgorithmMethod HaulageInstructions HazardClassID HazardousCategoryCode \
HazardousRegulationCode HazardousRiskIndicator HeatingType HeatingTypeCode HigherTenderAmount HolderName \
HumanFoodApprovedIndicator HumanFoodIndicator HumidityPercent ID IdentificationCode IdentificationID \
ImmobilizationCertificateID ImportanceCode IndicationIndicator IndustryClassificationCode Information InformationURI \
InhalationToxicityZoneCode InhouseMail InspectionMethodCode InstallmentDueDate InstructionID InstructionNote \
Instructions InsurancePremiumAmount InsuranceValueAmount InventoryValueAmount InvoiceTypeCode InvoicedQuantity \
InvoicingPartyReference IssueDate IssueNumberID IssueTime IssuerID ItemClassificationCode ItemUpdateRequestIndicator \
JobTitle JourneyID Justification JustificationDescription Keyword LanguageID LastRevisionDate LastRevisionTime \
LatestDeliveryDate LatestDeliveryTime LatestMeterQuantity LatestMeterReadingDate LatestMeterReadingMethod \
LatestMeterReadingMethodCode LatestPickupDate LatestPickupTime LatestProposalAcceptanceDate \
LatestSecurityClearanceDate LatitudeDegreesMeasure LatitudeDirectionCode LatitudeMinutesMeasure LeadTimeMeasure \
LegalReference LegalStatusIndicator LiabilityAmount LicensePlateID LifeCycleStatusCode LimitationDescription Line \
LineCountNumeric LineExtensionAmount LineID LineNumberNumeric LineStatusCode ListValue LivestockIndicator \
LoadingLengthMeasure LoadingSequenceID LocaleCode Location LocationID LocationTypeCode Login LogoReferenceID \
LongitudeDegreesMeasure LongitudeDirectionCode LongitudeMinutesMeasure LossRisk LossRiskResponsibilityCode \
LotNumberID LowTendersDescription LowerOrangeHazardPlacardID LowerTenderAmount MandateTypeCode ManufactureDate \
ManufactureTime MarkAttention MarkAttentionIndicator MarkCare MarkCareIndicator MarketValueAmount MarkingID \
MathematicOperatorCode MaximumAdvertisementAmount MaximumAmount MaximumBackorderQuantity MaximumCopiesNumeric \
MaximumMeasure MaximumNumberNumeric MaximumOperatorQuantity MaximumOrderQuantity MaximumPaidAmount \
MaximumPaymentInstructionsNumeric MaximumPercent MaximumQuantity MaximumValue MaximumVariantQuantity Measure \
MedicalFirstAidGuideCode MeterConstant MeterConstantCode MeterName MeterNumber MeterReadingComments MeterReadingType \
MeterReadingTypeCode MiddleName MimeCode MinimumAmount MinimumBackorderQuantity MinimumImprovementBid \
MinimumInventoryQuantity MinimumMeasure MinimumNumberNumeric MinimumOrderQuantity MinimumPercent MinimumQuantity \
MinimumValue MiscellaneousEventTypeCode ModelName MonetaryScope MovieTitle MultipleOrderQuantity \
MultiplierFactorNumeric Name NameCode NameSuffix NationalityID NatureCode NegotiationDescription NetNetWeightMeasure \
NetTonnageMeasure NetVolumeMeasure NetWeightMeasure NetworkID NominationDate NominationTime \
NormalTemperatureReductionQuantity Note NotificationTypeCode OccurrenceDate OccurrenceTime OnCarriageIndicator \
OneTimeChargeType OneTimeChargeTypeCode OntologyURI OpenTenderID OperatingYearsQuantity OptionalLineItemIndicator \
OptionsDescription OrderIntervalDaysNumeric OrderQuantityIncrementNumeric OrderResponseCode OrderTypeCode \
OrderableIndicator OrderableUnit OrderableUnitFactorRate OrganizationDepartment OriginalContractingSystemID \
OriginalJobID OtherConditionsIndicator OtherInstruction OtherName OutstandingQuantity OutstandingReason \
OversupplyQuantity OwnerTypeCode PackLevelCode PackQuantity PackSizeNumeric PackageLevelCode PackagingTypeCode \
PackingCriteriaCode PackingMaterial PaidAmount PaidDate PaidTime ParentDocumentID ParentDocumentLineReferenceID \
ParentDocumentTypeCode ParentDocumentVersionID PartPresentationCode PartecipationPercent PartialDeliveryIndicator \
ParticipationPercent PartyCapacityAmount PartyType PartyTypeCode PassengerQuantity Password PayPerView \
PayableAlternativeAmount PayableAmount PayableRoundingAmount PayerReference PaymentAlternativeCurrencyCode \
PaymentChannelCode PaymentCurrencyCode PaymentDescription PaymentDueDate PaymentFrequencyCode PaymentID \
PaymentMeansCode PaymentMeansID PaymentNote PaymentOrderReference PaymentPercent PaymentPurposeCode \
PaymentTermsDetailsURI PenaltyAmount PenaltySurchargePercent PerUnitAmount Percent PerformanceMetricTypeCode \
PerformanceValueQuantity PerformingCarrierAssignedID PersonalSituation PhoneNumber PlacardEndorsement PlacardNotation \
PlannedDate PlotIdentification PositionCode PostEventNotificationDurationMeasure PostalZone Postbox PowerIndicator \
PreCarriageIndicator PreEventNotificationDurationMeasure PreferenceCriterionCode PrepaidAmount PrepaidIndicator \
PrepaidPaymentReferenceID PreviousCancellationReasonCode PreviousJobID PreviousMeterQuantity PreviousMeterReadingDate \
PreviousMeterReadingMethod PreviousMeterReadingMethodCode PreviousVersionID PriceAmount PriceChangeReason \
PriceEvaluationCode PriceRevisionFormulaDescription PriceType PriceTypeCode PricingCurrencyCode \
PricingUpdateRequestIndicator PrimaryAccountNumberID PrintQualifier Priority PrivacyCode PrizeDescription \
PrizeIndicator ProcedureCode ProcessDescription ProcessReason ProcessReasonCode ProcurementSubTypeCode \
ProcurementTypeCode ProductTraceID ProfileExecutionID ProfileID ProfileStatusCode ProgressPercent \
PromotionalEventTypeCode ProviderTypeCode PublishAwardIndicator Purpose PurposeCode QualityControlCode Quantity \
QuantityDiscrepancyCode RadioCallSignID RailCarID Rank Rate ReceiptAdviceTypeCode ReceivedDate \
ReceivedElectronicTenderQuantity ReceivedForeignTenderQuantity ReceivedQuantity ReceivedTenderQuantity Reference \
ReferenceDate ReferenceEventCode ReferenceID ReferenceTime ReferencedConsignmentID RefrigeratedIndicator \
RefrigerationOnIndicator Region RegisteredDate RegisteredTime RegistrationDate RegistrationExpirationDate \
RegistrationID RegistrationName RegistrationNationality RegistrationNationalityID RegulatoryDomain RejectActionCode \
RejectReason RejectReasonCode RejectedQuantity RejectionNote ReleaseID ReliabilityPercent Remarks \
ReminderSequenceNumeric ReminderTypeCode ReplenishmentOwnerDescription RequestForQuotationLineID \
RequestedDeliveryDate RequestedDespatchDate RequestedDespatchTime RequestedInvoiceCurrencyCode \
RequestedPublicationDate RequiredCurriculaIndicator RequiredCustomsID RequiredDeliveryDate RequiredDeliveryTime \
RequiredFeeAmount ResidenceType ResidenceTypeCode ResidentOccupantsNumeric Resolution ResolutionCode ResolutionDate \
ResolutionTime ResponseCode ResponseDate ResponseTime RetailEventName RetailEventStatusCode ReturnabilityIndicator \
ReturnableMaterialIndicator ReturnableQuantity RevisedForecastLineID RevisionDate RevisionStatusCode RevisionTime \
RoamingPartnerName RoleCode RoleDescription Room RoundingAmount SalesOrderID SalesOrderLineID SchemeURI \
SealIssuerTypeCode SealStatusCode SealingPartyType SecurityClassificationCode SecurityID SellerEventID SequenceID \
SequenceNumberID SequenceNumeric SerialID ServiceInformationPreferenceCode ServiceName ServiceNumberCalled \
ServiceType ServiceTypeCode SettlementDiscountAmount SettlementDiscountPercent SharesNumberQuantity ShippingMarks \
ShippingOrderID ShippingPriorityLevelCode ShipsRequirements ShortQuantity ShortageActionCode SignatureID \
SignatureMethod SizeTypeCode SoleProprietorshipIndicator SourceCurrencyBaseRate SourceCurrencyCode \
SourceForecastIssueDate SourceForecastIssueTime SourceValueMeasure SpecialInstructions SpecialSecurityIndicator \
SpecialServiceInstructions SpecialTerms SpecialTransportRequirements SpecificationID SpecificationTypeCode \
SplitConsignmentIndicator StartDate StartTime StatementTypeCode StatusAvailableIndicator StatusCode StatusReason \
StatusReasonCode StreetName SubcontractingConditionsCode SubmissionDate SubmissionDueDate SubmissionMethodCode \
SubscriberID SubscriberType SubscriberTypeCode SubstitutionStatusCode SuccessiveSequenceID SummaryDescription \
SupplierAssignedAccountID SupplyChainActivityTypeCode TareWeightMeasure TargetCurrencyBaseRate TargetCurrencyCode \
TargetInventoryQuantity TargetServicePercent TariffClassCode TariffCode TariffDescription TaxAmount TaxCurrencyCode \
TaxEnergyAmount TaxEnergyBalanceAmount TaxEnergyOnAccountAmount TaxEvidenceIndicator TaxExclusiveAmount \
TaxExemptionReason TaxExemptionReasonCode TaxIncludedIndicator TaxInclusiveAmount TaxLevelCode TaxPointDate \
TaxTypeCode TaxableAmount TechnicalCommitteeDescription TechnicalName TelecommunicationsServiceCall \
TelecommunicationsServiceCallCode TelecommunicationsServiceCategory TelecommunicationsServiceCategoryCode \
TelecommunicationsSupplyType TelecommunicationsSupplyTypeCode Telefax Telephone TenderEnvelopeID \
TenderEnvelopeTypeCode TenderResultCode TenderTypeCode TendererRequirementTypeCode TendererRoleCode TestMethod Text \
ThirdPartyPayerIndicator ThresholdAmount ThresholdQuantity ThresholdValueComparisonCode TierRange TierRatePercent \
TimeAmount TimeDeltaDaysQuantity TimeFrequencyCode TimezoneOffset TimingComplaint TimingComplaintCode Title \
ToOrderIndicator TotalAmount TotalBalanceAmount TotalConsumedQuantity TotalCreditAmount TotalDebitAmount \
TotalDeliveredQuantity TotalGoodsItemQuantity TotalInvoiceAmount TotalMeteredQuantity TotalPackageQuantity \
TotalPackagesQuantity TotalPaymentAmount TotalTaskAmount TotalTaxAmount TotalTransportHandlingUnitQuantity TraceID \
TrackingDeviceCode TrackingID TradeItemPackingLabelingTypeCode TradeServiceCode TradingRestrictions TrainID \
TransactionCurrencyTaxAmount TransitDirectionCode TransportAuthorizationCode TransportEmergencyCardCode \
TransportEquipmentTypeCode TransportEventTypeCode TransportExecutionPlanReferenceID TransportExecutionStatusCode \
TransportHandlingUnitTypeCode TransportMeansTypeCode TransportModeCode TransportServiceCode \
TransportServiceProviderRemarks TransportServiceProviderSpecialTerms TransportUserRemarks TransportUserSpecialTerms \
TransportationServiceDescription TransportationServiceDetailsURI TransportationStatusTypeCode TypeCode UBLVersionID \
UNDGCode URI UUID UnknownPriceIndicator UpperOrangeHazardPlacardID UrgencyCode UtilityStatementTypeCode \
ValidateProcess ValidateTool ValidateToolVersion ValidationDate ValidationResultCode ValidationTime ValidatorID \
ValidityStartDate Value ValueAmount ValueMeasure ValueQualifier ValueQuantity VarianceQuantity \
VariantConstraintIndicator VariantID VersionID VesselID VesselName WarrantyInformation WebsiteURI WeekDayCode Weight \
WeightNumeric WeightingAlgorithmCode WorkPhase WorkPhaseCode XPath \
ExtensionAgencyID ExtensionAgencyName ExtensionAgencyURI ExtensionContent ExtensionReason ExtensionReasonCode \
ExtensionURI ExtensionVersionID UBLExtension UBLExtensions \
UBLDocumentSignatures \
SignatureInformation \
ReferencedSignatureID \
CanonicalizationMethod DSAKeyValue DigestMethod DigestValue Exponent G HMACOutputLength J KeyInfo KeyName KeyValue \
Manifest MgmtData Modulus Object P PGPData PGPKeyID PGPKeyPacket PgenCounter Q RSAKeyValue Reference RetrievalMethod \
SPKIData SPKISexp Seed Signature SignatureMethod SignatureProperties SignatureProperty SignatureValue SignedInfo \
Transform Transforms X509CRL X509Certificate X509Data X509IssuerName X509IssuerSerial X509SKI X509SerialNumber \
X509SubjectName XPath Y \
AllDataObjectsTimeStamp AllSignedDataObjects Any ArchiveTimeStamp AttrAuthoritiesCertValues AttributeCertificateRefs \
AttributeRevocationRefs AttributeRevocationValues ByKey ByName CRLIdentifier CRLRef CRLRefs CRLValues Cert CertDigest \
CertRefs CertificateValues CertifiedRole CertifiedRoles City ClaimedRole ClaimedRoles CommitmentTypeId \
CommitmentTypeIndication CommitmentTypeQualifier CommitmentTypeQualifiers CompleteCertificateRefs \
CompleteRevocationRefs CounterSignature CountryName DataObjectFormat Description DigestAlgAndValue \
DocumentationReference DocumentationReferences EncapsulatedCRLValue EncapsulatedOCSPValue EncapsulatedPKIData \
EncapsulatedTimeStamp EncapsulatedX509Certificate Encoding ExplicitText Identifier Include \
IndividualDataObjectsTimeStamp IssueTime Issuer IssuerSerial MimeType NoticeNumbers NoticeRef Number OCSPIdentifier \
OCSPRef OCSPRefs OCSPValues ObjectIdentifier ObjectReference Organization OtherCertificate OtherRef OtherRefs \
OtherTimeStamp OtherValue OtherValues PostalCode ProducedAt QualifyingProperties QualifyingPropertiesReference \
ReferenceInfo RefsOnlyTimeStamp ResponderID RevocationValues SPURI SPUserNotice SigAndRefsTimeStamp SigPolicyHash \
SigPolicyId SigPolicyQualifier SigPolicyQualifiers SignaturePolicyId SignaturePolicyIdentifier SignaturePolicyImplied \
SignatureProductionPlace SignatureTimeStamp SignedDataObjectProperties SignedProperties SignedSignatureProperties \
SignerRole SigningCertificate SigningTime StateOrProvince UnsignedDataObjectProperties UnsignedDataObjectProperty \
UnsignedProperties UnsignedSignatureProperties XAdESTimeStamp XMLTimeStamp int \
ArchiveTimeStampV2 TimeStampValidationData \
";

/// How many names there are.
pub(super) const COUNT: usize = 1703;

/// The first name of each namespace, in the order of [`super::names::NAMESPACES`], and the end.
pub(super) static STARTS: [u16; 11] = [0, 1, 670, 1543, 1553, 1554, 1555, 1556, 1601, 1701, 1703];

/// For each name its type and [`super::model::OWN`], [`super::model::LOCAL`], [`super::model::NAMED`].
#[rustfmt::skip]
pub(super) static ELEMENTS: [u16; COUNT] = [
    8238, 263, 213, 89, 100, 239, 8239, 166, 166, 191, 8240, 263, 263, 180, 263, 263, 76, 112, 113, 185, 152, 159,
    208, 247, 269, 8242, 8241, 185, 8243, 8244, 236, 198, 166, 162, 173, 185, 185, 8245, 50, 191, 212, 240, 50, 266,
    166, 262, 8246, 8247, 263, 252, 8249, 8248, 8250, 185, 185, 185, 8252, 8251, 188, 8253, 8255, 8254, 74, 89, 100,
    162, 152, 114, 112, 163, 8256, 8257, 185, 112, 152, 8258, 8259, 163, 8260, 8261, 8262, 73, 8264, 8263, 80, 8265,
    8266, 240, 8267, 188, 189, 188, 8268, 8269, 213, 8270, 213, 8271, 185, 8272, 185, 230, 191, 8280, 8273, 8274,
    8275, 8276, 8277, 8279, 8278, 8281, 185, 144, 262, 180, 180, 262, 8284, 191, 112, 8282, 8283, 191, 185, 8285,
    8286, 8287, 100, 105, 112, 8288, 8289, 8290, 112, 8291, 192, 233, 8292, 185, 8293, 112, 8294, 8295, 161, 69, 8297,
    50, 89, 100, 166, 185, 191, 8296, 263, 8298, 163, 8299, 8301, 50, 89, 112, 8300, 163, 166, 185, 239, 97, 263, 54,
    8302, 188, 263, 220, 191, 8303, 185, 8304, 8305, 250, 192, 263, 191, 8306, 8307, 8308, 191, 118, 247, 8309, 112,
    8310, 8311, 8312, 82, 8313, 8314, 112, 263, 191, 263, 191, 191, 191, 8315, 8320, 8316, 8317, 8319, 8318, 8322,
    112, 185, 8321, 263, 8323, 8324, 191, 8325, 97, 263, 185, 8326, 52, 185, 269, 97, 136, 8327, 64, 123, 8328, 8329,
    61, 135, 185, 166, 112, 247, 110, 8331, 8330, 8332, 191, 8333, 92, 8334, 52, 166, 185, 191, 166, 8336, 8335, 112,
    185, 112, 263, 108, 259, 8337, 8338, 185, 185, 112, 8339, 185, 185, 8340, 118, 185, 185, 201, 166, 191, 8341, 185,
    191, 112, 8342, 191, 118, 185, 97, 8352, 8343, 8344, 8345, 8346, 8347, 8348, 196, 8351, 8349, 8350, 112, 50, 159,
    8353, 166, 112, 173, 8354, 8355, 8356, 191, 166, 166, 185, 263, 8358, 50, 8357, 185, 8359, 229, 76, 175, 191, 208,
    269, 112, 185, 152, 8360, 192, 106, 247, 110, 166, 166, 185, 8363, 8361, 8362, 106, 247, 112, 8364, 8365, 185,
    191, 185, 112, 166, 191, 8366, 185, 166, 155, 8367, 229, 128, 185, 191, 263, 112, 8369, 8368, 8370, 8371, 50, 97,
    97, 185, 269, 112, 155, 100, 112, 185, 77, 185, 8372, 265, 110, 163, 112, 166, 191, 8377, 8373, 8374, 8375, 8376,
    192, 135, 185, 135, 185, 8381, 133, 133, 8378, 8379, 191, 8380, 75, 188, 191, 8382, 185, 8383, 8384, 8385, 166,
    8386, 166, 185, 263, 263, 263, 263, 191, 263, 263, 263, 50, 8387, 229, 185, 189, 188, 185, 191, 112, 197, 8390,
    8388, 8389, 133, 8391, 8392, 112, 8394, 8393, 8395, 191, 8397, 8396, 8398, 185, 8399, 8400, 263, 112, 8401, 163,
    173, 8402, 110, 166, 112, 8403, 163, 263, 211, 185, 100, 185, 80, 92, 144, 180, 230, 262, 50, 112, 166, 8404, 69,
    8405, 112, 8406, 191, 8407, 8408, 112, 213, 213, 230, 192, 112, 8409, 8410, 163, 263, 69, 74, 191, 263, 263, 191,
    112, 161, 173, 263, 166, 191, 8411, 191, 263, 74, 74, 136, 155, 213, 50, 112, 8412, 185, 8413, 8414, 100, 50,
    8415, 8416, 226, 8417, 192, 112, 112, 89, 162, 162, 239, 152, 185, 52, 188, 191, 8418, 8419, 191, 191, 8420, 8422,
    112, 8421, 192, 89, 185, 8423, 69, 185, 255, 152, 112, 8424, 191, 8425, 166, 191, 8426, 166, 263, 8427, 99, 102,
    150, 162, 218, 248, 8428, 185, 57, 56, 8429, 185, 250, 166, 185, 130, 8430, 8431, 47, 160, 76, 262, 112, 263,
    8432, 133, 198, 198, 185, 8433, 8434, 8435, 64, 192, 112, 123, 8436, 8438, 8437, 8439, 112, 112, 185, 8440, 8441,
    185, 8442, 8443, 191, 191, 8444, 185, 8445, 112, 8446, 8447, 8448, 8449, 185, 114, 166, 110, 8450, 8451, 8452, 97,
    191, 185, 92, 8454, 8453, 8455, 112, 112, 8456, 8457, 8458, 112, 8459, 112, 112, 185, 191, 191, 185, 191, 8460,
    8461, 112, 166, 166, 166, 8462, 76, 262, 263, 263, 191, 85, 185, 8463, 171, 185, 191, 263, 185, 191, 8464, 8465,
    243, 185, 112, 8466, 33132, 33141, 33127, 33131, 33127, 33141, 33127, 33127, 33141, 33127, 33129, 33142, 33129,
    33142, 33129, 33142, 33138, 33132, 33131, 33141, 33141, 33134, 33127, 33127, 33127, 33127, 33125, 33131, 33141,
    33136, 33131, 33134, 33141, 33127, 33125, 33133, 33125, 33139, 33132, 33132, 33125, 33127, 33129, 33141, 33131,
    33132, 33131, 33129, 33127, 33125, 33125, 33129, 33142, 33141, 33131, 33127, 33127, 33132, 33138, 33141, 33125,
    33132, 33131, 33125, 33138, 33133, 33132, 33138, 33138, 33129, 33132, 33129, 33141, 33134, 33134, 33131, 33135,
    33134, 33141, 33132, 33131, 33131, 33131, 33131, 33141, 33131, 33141, 33127, 33127, 33139, 33135, 33125, 33129,
    33125, 33142, 33141, 33132, 33141, 33141, 33127, 33127, 33127, 33127, 33131, 33141, 33132, 33134, 33141, 33127,
    33141, 33141, 33127, 33127, 33141, 33132, 33125, 33138, 33133, 33138, 33131, 33134, 33134, 33141, 33127, 33141,
    33127, 33131, 33141, 33127, 33127, 33133, 33127, 33127, 33129, 33142, 33132, 33141, 33127, 33141, 33141, 33131,
    33138, 33131, 33132, 33127, 33127, 33138, 33141, 33127, 33138, 33131, 33141, 33127, 33131, 33141, 33127, 33138,
    33132, 33141, 33138, 33131, 33141, 33141, 33141, 33127, 33131, 33127, 33127, 33132, 33127, 33125, 33125, 33141,
    33127, 33125, 33141, 33127, 33125, 33127, 33138, 33138, 33127, 33141, 33127, 33131, 33141, 33131, 33141, 33132,
    33127, 33138, 33141, 33132, 33141, 33127, 33129, 33125, 33138, 33127, 33125, 33125, 33125, 33125, 33138, 33141,
    33141, 33141, 33141, 33127, 33127, 33138, 33127, 33127, 33127, 33141, 33127, 33141, 33141, 33131, 33127, 33127,
    33141, 33141, 33127, 33125, 33129, 33133, 33141, 33127, 33129, 33142, 33131, 33129, 33142, 33141, 33141, 33126,
    33127, 33138, 33127, 33129, 33142, 33131, 33127, 33125, 33138, 33129, 33142, 33129, 33142, 33125, 33138, 33127,
    33127, 33127, 33127, 33131, 33141, 33127, 33141, 33127, 33138, 33138, 33127, 33129, 33142, 33141, 33127, 33131,
    33141, 33125, 33134, 33127, 33125, 33141, 33134, 33127, 33134, 33129, 33141, 33132, 33127, 33127, 33127, 33141,
    33132, 33125, 33131, 33127, 33141, 33132, 33135, 33127, 33132, 33141, 33127, 33138, 33127, 33132, 33132, 33133,
    33133, 33133, 33127, 33129, 33142, 33127, 33141, 33141, 33141, 33131, 33127, 33127, 33132, 33141, 33127, 33125,
    33134, 33132, 33132, 33136, 33131, 33127, 33131, 33131, 33127, 33132, 33127, 33141, 33131, 33127, 33141, 33127,
    33129, 33131, 33141, 33141, 33125, 33125, 33125, 33127, 33138, 33141, 33129, 33131, 33142, 33131, 33127, 33132,
    33141, 33131, 33141, 33141, 33141, 33131, 33129, 33142, 33129, 33142, 33138, 33129, 33141, 33127, 33129, 33142,
    33129, 33129, 33133, 33127, 33133, 33133, 33141, 33132, 33125, 33131, 33127, 33141, 33141, 33135, 33125, 33131,
    33135, 33127, 33141, 33132, 33133, 33131, 33127, 33141, 33131, 33127, 33141, 33131, 33133, 33127, 33133, 33141,
    33127, 33131, 33141, 33131, 33125, 33127, 33129, 33142, 33141, 33132, 33141, 33132, 33125, 33131, 33127, 33125,
    33125, 33138, 33135, 33133, 33135, 33138, 33138, 33125, 33135, 33136, 33138, 33141, 33138, 33133, 33127, 33141,
    33127, 33141, 33141, 33141, 33141, 33127, 33134, 33127, 33125, 33138, 33141, 33138, 33133, 33135, 33138, 33136,
    33138, 33141, 33127, 33134, 33141, 33141, 33138, 33135, 33134, 33127, 33141, 33131, 33127, 33141, 33133, 33133,
    33133, 33133, 33131, 33129, 33142, 33138, 33141, 33127, 33129, 33142, 33132, 33141, 33127, 33131, 33131, 33138,
    33132, 33141, 33135, 33135, 33127, 33127, 33132, 33141, 33139, 33141, 33131, 33131, 33132, 33141, 33134, 33138,
    33141, 33138, 33127, 33127, 33138, 33135, 33127, 33127, 33127, 33141, 33125, 33129, 33142, 33131, 33131, 33127,
    33131, 33127, 33136, 33132, 33136, 33125, 33141, 33127, 33138, 33141, 33141, 33125, 33125, 33125, 33141, 33127,
    33127, 33127, 33141, 33129, 33127, 33131, 33127, 33131, 33141, 33141, 33136, 33127, 33131, 33125, 33136, 33125,
    33136, 33127, 33138, 33131, 33141, 33141, 33141, 33141, 33129, 33141, 33127, 33133, 33141, 33141, 33132, 33132,
    33133, 33127, 33125, 33132, 33131, 33127, 33131, 33138, 33129, 33141, 33127, 33131, 33125, 33141, 33127, 33141,
    33141, 33127, 33127, 33132, 33131, 33141, 33141, 33127, 33141, 33132, 33127, 33141, 33141, 33127, 33127, 33127,
    33131, 33131, 33131, 33127, 33136, 33127, 33127, 33132, 33141, 33127, 33127, 33138, 33127, 33131, 33131, 33141,
    33139, 33127, 33129, 33138, 33138, 33138, 33138, 33141, 33129, 33127, 33131, 33142, 33131, 33132, 33132, 33141,
    33129, 33142, 33129, 33129, 33131, 33134, 33141, 33131, 33141, 33127, 33141, 33127, 33138, 33141, 33131, 33136,
    33141, 33135, 33127, 33141, 33131, 33129, 33129, 33142, 33127, 33129, 33132, 33131, 33129, 33142, 33125, 33141,
    33127, 33135, 33141, 33127, 33129, 33142, 33127, 33129, 33142, 33134, 33127, 33132, 33132, 33138, 33131, 33129,
    33127, 33142, 33134, 33127, 33141, 33141, 33125, 33131, 33131, 33131, 33127, 33127, 33141, 33127, 33131, 33131,
    33131, 33131, 33135, 33131, 33127, 33134, 33141, 33141, 33127, 33125, 33136, 33138, 33141, 33131, 33127, 33141,
    33138, 33127, 33131, 33141, 33127, 33132, 33139, 33127, 33129, 33142, 33133, 33141, 33132, 33141, 33141, 33141,
    33131, 33127, 33132, 33129, 33142, 33127, 33132, 33127, 33141, 33127, 33134, 33127, 33129, 33129, 33127, 33131,
    33141, 33127, 33127, 33131, 33141, 33131, 33127, 33133, 33139, 33127, 33138, 33136, 33127, 33127, 33141, 33125,
    33127, 33125, 33125, 33125, 33132, 33125, 33141, 33127, 33132, 33125, 33127, 33129, 33127, 33125, 33141, 33134,
    33141, 33127, 33141, 33127, 33141, 33127, 33141, 33141, 33131, 33127, 33127, 33127, 33127, 33127, 33141, 33141,
    33132, 33125, 33138, 33127, 33141, 33136, 33141, 33138, 33127, 33141, 33141, 33127, 33141, 33132, 33125, 33125,
    33138, 33125, 33125, 33138, 33138, 33125, 33138, 33138, 33138, 33125, 33125, 33125, 33138, 33131, 33127, 33131,
    33127, 33127, 33141, 33131, 33125, 33127, 33127, 33127, 33127, 33127, 33131, 33127, 33127, 33127, 33127, 33127,
    33141, 33141, 33141, 33141, 33141, 33131, 33127, 33127, 33131, 33127, 33131, 33131, 33132, 33131, 33127, 33127,
    33141, 33141, 33141, 33129, 33127, 33142, 33131, 33129, 33141, 33125, 33133, 33141, 33138, 33138, 33132, 33131,
    33131, 33131, 33134, 33141, 33131, 33127, 33141, 33135, 33127, 33141, 33127, 33141, 33131, 33141, 33131, 8467,
    33141, 33127, 33131, 33131, 8468, 8469, 8470, 8471, 33131, 8472, 8474, 8475, 8476, 16665, 16665, 24861, 16665,
    8478, 2, 8479, 8480, 2, 16665, 8481, 16665, 8482, 16426, 16426, 16665, 16665, 8483, 8484, 8485, 8486, 16426,
    16665, 8490, 8487, 8488, 8489, 8491, 8492, 8493, 8494, 16426, 16426, 8495, 16386, 24880, 16426, 16401, 16386,
    16386, 16665, 355, 16384, 8497, 355, 312, 317, 318, 342, 16426, 16386, 24882, 24883, 24884, 24885, 16695, 16705,
    16694, 8504, 16707, 16697, 16386, 16689, 16698, 16717, 8507, 16689, 16700, 8509, 8510, 8511, 16386, 8512, 16386,
    24897, 16427, 24898, 16707, 16707, 8515, 16707, 16707, 16427, 16386, 24901, 8518, 355, 16417, 16386, 16688, 16386,
    16711, 16712, 16401, 24905, 24906, 24907, 24908, 8525, 16427, 16386, 16689, 16689, 16718, 8528, 16689, 16719,
    16386, 16417, 8531, 8530, 8532, 355, 24917, 8534, 43, 8535, 355, 16705, 16717, 16689, 16728, 24921, 8538, 16384,
    8539, 355, 8540, 8541, 8542, 8543, 310, 33, 16386, 8544, 16689, 8545, 8546, 8547, 16689, 16401, 355, 356,
];

/// The sequences: a name, [`super::model::OPTIONAL`], [`super::model::REPEATED`].
#[rustfmt::skip]
pub(super) static PARTICLES: [u16; 2288] = [
    34320, 34275, 33624, 34029, 34028, 991, 33606, 34278, 1013, 33783, 33663, 33778, 50289, 34198, 33653, 34187,
    34013, 33964, 33962, 33444, 33443, 33816, 33522, 49432, 33127, 49208, 49313, 49604, 49699, 49521, 49272, 49169,
    49588, 49694, 5, 4, 33155, 32832, 33293, 33353, 49298, 32921, 49546, 49548, 49573, 49181, 33350, 33198, 33160,
    33159, 49740, 49818, 301, 16663, 991, 1409, 32832, 33293, 32777, 8, 32775, 16900, 1123, 1523, 1047, 33759, 33461,
    33460, 33992, 33717, 34112, 34165, 33459, 33511, 33515, 33516, 33769, 33644, 33843, 33845, 33988, 33559, 33558,
    33991, 33613, 33614, 34058, 33652, 34228, 49178, 32900, 49464, 700, 33759, 784, 33471, 49854, 33890, 33998, 34125,
    706, 33501, 33444, 33443, 33978, 49733, 33356, 49546, 50029, 33192, 32803, 32804, 33099, 33674, 32990, 33483,
    50174, 50029, 50406, 49961, 50056, 33484, 33759, 33492, 49875, 50029, 34038, 33474, 49718, 33759, 33493, 50029,
    34306, 50689, 49908, 33525, 33883, 33861, 33875, 33851, 50261, 49717, 34307, 50029, 50585, 50221, 34020, 50403,
    50349, 33718, 33508, 49202, 49742, 991, 33474, 49181, 33046, 33289, 32902, 33288, 32909, 33240, 32785, 49209,
    33759, 33891, 33000, 32793, 33759, 34233, 49212, 33759, 33514, 33271, 33537, 50029, 34292, 34295, 49365, 33428,
    1247, 1133, 33539, 34290, 33702, 33784, 33782, 33523, 33538, 33557, 33755, 991, 32896, 33293, 284, 991, 33445,
    33813, 33600, 50289, 33921, 33922, 33597, 33918, 33881, 33857, 50686, 33934, 32896, 33293, 33430, 33431, 33073,
    49437, 49248, 49154, 49658, 49631, 49246, 49630, 49657, 49329, 284, 49449, 32837, 32836, 991, 32896, 33293, 49657,
    991, 34278, 33781, 33783, 34106, 34108, 50289, 50029, 34299, 34006, 991, 33600, 50289, 33073, 49657, 284, 1285,
    777, 33479, 1158, 34001, 50459, 536, 16576, 423, 282, 32989, 33034, 283, 49327, 49731, 49694, 991, 778, 777,
    50459, 282, 49329, 49694, 33891, 33560, 50029, 49233, 991, 34278, 33793, 33794, 50289, 33891, 50029, 33465, 33466,
    34299, 34277, 34116, 33792, 16469, 33759, 49980, 33895, 33540, 33563, 33785, 33549, 33548, 34291, 33478, 34245,
    33952, 50029, 49365, 33170, 33226, 714, 33864, 50029, 33879, 33854, 991, 33541, 33578, 33580, 33725, 33513, 33603,
    33982, 50559, 34240, 33638, 50569, 34184, 33775, 33740, 33900, 33897, 33555, 33739, 33899, 33823, 50459, 33751,
    33477, 33757, 33822, 33517, 33595, 33736, 34151, 34219, 49926, 50009, 50106, 50536, 34123, 34137, 33744, 50129,
    50150, 34239, 34247, 33776, 33639, 33640, 33724, 50534, 34157, 50026, 33579, 33581, 50131, 33824, 33556, 34243,
    49253, 49292, 33264, 33258, 33182, 33179, 49702, 49236, 32866, 32989, 32868, 33034, 32840, 33017, 33115, 33132,
    32992, 33169, 33339, 33081, 33392, 33030, 33038, 33108, 32822, 33131, 32994, 49774, 33393, 49780, 33133, 32993,
    32921, 33164, 32857, 32939, 33190, 49399, 49375, 49467, 49571, 49503, 49784, 33004, 33067, 33487, 50029, 33610,
    33611, 33869, 33734, 33454, 33904, 33648, 50029, 33612, 33587, 33594, 33609, 33869, 1270, 33474, 33590, 33589,
    50029, 402, 991, 33945, 1011, 1049, 33170, 49298, 49181, 49740, 657, 33195, 33417, 991, 50029, 34170, 34171,
    34172, 34238, 32793, 33432, 49810, 823, 33592, 33593, 1467, 402, 991, 33592, 33593, 50029, 34235, 33505, 34092,
    33586, 33585, 34090, 34091, 33752, 33753, 33170, 33024, 32945, 49262, 49258, 34282, 33086, 49181, 49740, 32963,
    33362, 301, 33759, 33891, 34210, 34209, 33673, 50289, 49523, 50275, 33696, 50029, 50300, 33880, 33855, 33122,
    49628, 33759, 33781, 33783, 33902, 33903, 33602, 33601, 50289, 34299, 50029, 33428, 49272, 33109, 32897, 33447,
    33446, 33521, 49279, 49277, 380, 33954, 33953, 33759, 33891, 33607, 49448, 33760, 33891, 673, 991, 34278, 50289,
    33617, 33817, 34198, 33444, 33443, 33974, 33723, 49432, 49510, 49325, 49315, 49606, 49208, 49329, 33199, 33138,
    49298, 49548, 49740, 49181, 33052, 33195, 49305, 49709, 33059, 33622, 34176, 49840, 33148, 32916, 32771, 32831,
    991, 33050, 991, 34278, 50289, 33635, 1049, 34198, 33444, 33443, 33974, 49325, 49315, 49606, 49208, 49329, 33199,
    49298, 49740, 49181, 33052, 33195, 49710, 50275, 33636, 50029, 49365, 33759, 50537, 33835, 50218, 33474, 32918,
    32797, 33759, 34038, 33883, 33861, 33448, 33449, 33795, 33796, 34073, 34250, 32915, 32918, 32800, 33257, 33205,
    32967, 32840, 32919, 49499, 32926, 49305, 33103, 33094, 33304, 738, 33584, 33751, 33979, 33079, 32924, 991, 34278,
    50289, 33820, 33641, 33496, 49881, 33930, 50315, 33932, 16742, 49329, 284, 49688, 33759, 34081, 34082, 33686,
    33687, 33450, 33451, 33742, 33743, 34073, 50158, 32927, 32932, 32933, 32840, 49499, 32879, 32969, 33260, 1248,
    1085, 380, 991, 33606, 34278, 33781, 33783, 33661, 33660, 50694, 33792, 33825, 34299, 33657, 50038, 32814, 33428,
    33050, 33279, 509, 16561, 33050, 33227, 49456, 706, 33665, 33666, 33349, 34110, 50495, 50198, 33700, 33861, 33883,
    49572, 33526, 33730, 33097, 33098, 888, 713, 50459, 192, 49694, 1342, 1357, 380, 540, 34188, 34190, 34189, 586,
    49261, 49345, 49256, 49346, 913, 1525, 50029, 49341, 33690, 50029, 34220, 34221, 33705, 50088, 32950, 49724, 794,
    33781, 33783, 33819, 33146, 49664, 576, 33583, 33650, 33710, 34251, 33562, 34038, 209, 33170, 33761, 33907, 33908,
    34274, 50029, 33573, 49289, 49263, 33116, 991, 33759, 33691, 50029, 49919, 32980, 32945, 33066, 991, 50289, 1454,
    1453, 33693, 33561, 33692, 34177, 33980, 32954, 16960, 33009, 991, 50289, 50029, 33693, 33561, 34094, 800, 1381,
    34296, 34177, 33980, 32985, 49329, 33008, 576, 1378, 34145, 1412, 34179, 33694, 33527, 33849, 33633, 33013, 34277,
    33655, 33746, 33702, 33703, 33874, 33721, 33677, 33550, 33713, 50029, 33759, 33891, 33469, 33442, 33440, 33619,
    50355, 33001, 32900, 973, 50029, 33811, 33475, 32870, 33759, 33891, 32793, 951, 952, 33570, 864, 34226, 951, 952,
    1013, 33783, 864, 33569, 33572, 33571, 991, 50289, 33728, 952, 33011, 33284, 991, 50289, 50029, 1337, 1379, 1380,
    33462, 33011, 33284, 33699, 33856, 50173, 50111, 32950, 49721, 991, 34038, 49778, 33759, 34124, 50029, 33751,
    33638, 33639, 33640, 33724, 33776, 34292, 33740, 33900, 33897, 33555, 33739, 33899, 34038, 33996, 34086, 33627,
    33628, 33626, 33554, 34104, 34248, 49436, 49405, 49399, 49431, 49748, 49265, 33129, 32914, 33174, 32926, 49480,
    49268, 33305, 33104, 33095, 34258, 33939, 33750, 33768, 34257, 33095, 33104, 33759, 33986, 33985, 49842, 34276,
    33675, 33865, 34202, 33544, 33749, 34280, 33838, 33848, 33748, 33900, 33899, 34038, 32880, 49670, 49412, 32956,
    33006, 49175, 33762, 34121, 33781, 33708, 33847, 34134, 33050, 991, 50289, 1270, 33090, 284, 991, 50289, 1270,
    33777, 33485, 33486, 284, 33041, 991, 34278, 50289, 33779, 1049, 34198, 33444, 33443, 33974, 33723, 49432, 49510,
    49315, 49606, 49208, 49329, 33199, 33138, 49298, 49548, 49181, 49740, 49818, 284, 33195, 32921, 49711, 33059,
    34007, 34038, 991, 33706, 33500, 49556, 49480, 33050, 34227, 34177, 33720, 33980, 16786, 16900, 34027, 33841,
    33842, 33507, 34063, 34126, 49173, 33082, 33808, 33883, 33861, 33751, 50637, 49194, 33195, 49307, 49193, 33141,
    49181, 32925, 33729, 33878, 33889, 33917, 50462, 34182, 34181, 186, 284, 33057, 991, 33891, 33763, 33884, 33862,
    33759, 1123, 33892, 34217, 34291, 34295, 50678, 33763, 50205, 33422, 49445, 33218, 33062, 50029, 33935, 33936,
    33543, 33891, 33751, 49842, 50175, 49896, 50270, 32834, 33294, 49475, 33314, 32842, 49172, 32841, 49447, 33130,
    49244, 49773, 49413, 49239, 49173, 49474, 33035, 49513, 49440, 49234, 49322, 33759, 33891, 33825, 991, 34114,
    34278, 50289, 33820, 34038, 33817, 34246, 33883, 33861, 33876, 33852, 33770, 33950, 33495, 33444, 33443, 50686,
    49298, 32921, 33138, 49512, 33199, 49181, 33195, 284, 49712, 33431, 33430, 49740, 33059, 49455, 1050, 34278,
    33820, 32945, 303, 16893, 33605, 33805, 33807, 33806, 33831, 33833, 33832, 33473, 33759, 50029, 49960, 33613,
    33614, 33828, 33767, 33891, 49812, 32793, 49722, 49464, 33836, 33702, 49173, 34300, 34301, 34040, 50522, 33738,
    33898, 33235, 33236, 33891, 33892, 34291, 34295, 50678, 33759, 33871, 33872, 1235, 1234, 1030, 1029, 34004, 34005,
    33799, 33800, 50254, 873, 33869, 33868, 33866, 33867, 34238, 49486, 49485, 1117, 16591, 33817, 34192, 34196,
    33472, 33553, 33997, 33960, 1191, 33958, 1138, 33990, 33995, 49499, 49497, 49496, 915, 50289, 16780, 1050, 34115,
    34278, 33820, 33127, 34173, 50289, 302, 49675, 49676, 49217, 32845, 33215, 49510, 49329, 991, 34114, 33606, 34278,
    33781, 33783, 33623, 33920, 32945, 536, 49525, 33759, 34038, 34103, 33937, 33938, 50324, 34248, 49267, 32885,
    49404, 49480, 49307, 32914, 33174, 32926, 34064, 33564, 34061, 34062, 33566, 33565, 34144, 33567, 33608, 33731,
    33234, 32899, 33031, 49687, 1123, 34064, 33564, 34197, 33698, 50081, 33234, 586, 33846, 33844, 34303, 33830,
    33680, 33765, 49533, 49535, 33066, 33185, 33173, 49536, 49534, 32879, 49555, 32795, 49684, 49570, 32996, 33759,
    33840, 33859, 33858, 34141, 33157, 33156, 33428, 33163, 49240, 33759, 1201, 33966, 33963, 33772, 50157, 50352,
    32839, 33156, 33154, 32901, 33161, 33387, 33759, 50354, 33999, 50289, 34052, 34133, 33977, 33973, 33474, 34132,
    33976, 33975, 33966, 33771, 33780, 33302, 33167, 32986, 33428, 33759, 33941, 34045, 33942, 33943, 33772, 991,
    50289, 1213, 1212, 33170, 33052, 34158, 34159, 33678, 33679, 33664, 50030, 50029, 33759, 33715, 33709, 34231,
    33873, 33929, 33893, 33787, 33894, 33735, 33509, 33510, 33924, 32879, 32996, 49416, 33275, 714, 33989, 33646,
    50029, 33759, 33452, 33453, 33667, 33668, 33801, 33802, 33175, 33176, 33759, 33781, 33783, 50029, 33110, 27,
    49819, 49473, 706, 49740, 33759, 34162, 49812, 33194, 1239, 33502, 50392, 34012, 34011, 33923, 49812, 33197,
    49181, 33198, 33135, 49183, 34000, 34024, 50407, 50029, 991, 33382, 33202, 33759, 17507, 50029, 34026, 34025,
    34037, 34089, 50096, 34080, 33689, 50289, 33267, 33084, 49168, 49603, 33181, 32890, 49636, 991, 34278, 33781,
    49821, 706, 207, 1264, 34167, 33716, 33803, 16824, 34155, 16823, 49360, 695, 50079, 50477, 1327, 34096, 33203,
    33951, 50367, 33914, 33676, 33518, 33519, 34216, 32830, 49741, 49381, 49247, 49295, 33148, 32952, 33759, 50289,
    34038, 33817, 34246, 34079, 49329, 302, 49675, 49185, 33253, 1486, 34041, 991, 34278, 50289, 34048, 34139, 34140,
    34071, 34070, 50453, 34068, 34039, 33932, 34045, 34230, 34229, 33126, 49315, 49329, 49436, 49688, 1123, 33809,
    33912, 33759, 34038, 50029, 991, 50289, 34278, 33499, 33634, 33615, 33444, 33443, 33977, 33474, 33974, 49626,
    49208, 32986, 991, 50289, 34278, 33634, 33615, 33498, 33974, 33780, 32773, 32772, 32832, 33293, 33136, 33155,
    49432, 49208, 49329, 32986, 33474, 33170, 33759, 34278, 50289, 33915, 34018, 34120, 49329, 302, 33759, 34278,
    50289, 34038, 33883, 33861, 34195, 33875, 33851, 33682, 49329, 49304, 49657, 33431, 284, 49713, 33688, 34233,
    34195, 33875, 33851, 50271, 33488, 49193, 34053, 34097, 50029, 33670, 33671, 49702, 34289, 34287, 34286, 34288,
    34283, 34284, 34285, 33309, 706, 951, 952, 33170, 1044, 1270, 49162, 49735, 49736, 284, 33759, 33986, 33985,
    33675, 50091, 1536, 33759, 34131, 50514, 380, 33290, 33949, 33148, 33759, 34265, 34264, 34256, 33994, 33909,
    33684, 33685, 34087, 34088, 33824, 34174, 50158, 50027, 33618, 33955, 33391, 49224, 33401, 33075, 33416, 33414,
    33077, 32982, 32816, 32988, 32940, 33429, 33348, 33123, 32949, 32782, 32922, 33223, 33323, 32769, 33383, 32907,
    32971, 49399, 33016, 49320, 33259, 33254, 49653, 33180, 33178, 49567, 32780, 32783, 32779, 49780, 32968, 32966,
    49537, 49332, 33249, 49288, 33287, 33093, 33307, 991, 34137, 33744, 50129, 50150, 33740, 33900, 33897, 33739,
    33899, 34239, 34247, 33776, 33638, 33639, 33640, 33724, 50534, 50026, 34157, 33579, 49251, 49404, 49690, 32914,
    49784, 33282, 33129, 33004, 33067, 32987, 49399, 991, 50289, 34286, 34288, 34289, 33536, 34142, 33309, 32937,
    33134, 991, 50289, 34278, 33499, 33634, 33615, 33498, 33974, 33162, 49548, 32832, 33293, 33136, 32772, 32773,
    33155, 49432, 49208, 49329, 32986, 49181, 49242, 33575, 34051, 34054, 50029, 34164, 50547, 34123, 50602, 33764,
    33979, 34074, 49249, 991, 50289, 1270, 34292, 33485, 33486, 284, 33827, 50210, 49480, 34043, 34279, 50029, 33474,
    34166, 33860, 33882, 33588, 34156, 50289, 34241, 33336, 655, 49502, 32871, 49725, 50029, 33427, 33424, 103, 32886,
    16491, 33622, 49840, 33631, 33148, 32928, 32771, 33290, 33759, 33891, 33979, 33503, 33978, 34194, 50577, 34223,
    34224, 586, 33759, 33891, 34199, 33619, 49448, 34200, 1418, 33528, 34255, 33979, 33503, 33978, 34223, 34224, 581,
    1418, 34113, 34191, 34195, 49739, 33759, 762, 764, 1361, 34205, 34206, 33888, 34109, 33957, 34038, 34203, 34204,
    33529, 33531, 33195, 32900, 49370, 49181, 49740, 49219, 49768, 991, 1216, 50029, 33817, 49370, 49181, 49740,
    16977, 34207, 34208, 1250, 50029, 34233, 16979, 714, 1096, 50029, 33759, 50289, 34038, 33817, 34246, 33922, 33597,
    33918, 33881, 33857, 50686, 33934, 49329, 33052, 49501, 49631, 33430, 33431, 49714, 32837, 32836, 1443, 34212,
    50029, 33913, 49587, 49331, 1123, 50029, 33365, 34213, 50029, 33464, 721, 33490, 34049, 33839, 33754, 34158,
    34046, 34047, 32886, 32817, 32891, 49715, 49817, 34298, 33711, 50096, 34211, 34212, 33203, 49363, 49740, 33069,
    49752, 49203, 49424, 319, 49174, 33566, 33565, 50367, 33914, 33676, 50029, 49654, 49744, 49382, 49697, 49336,
    50275, 34215, 50029, 33809, 49724, 33759, 33925, 50029, 50280, 34021, 34281, 33701, 33948, 33604, 34169, 33534,
    33737, 32942, 33373, 33045, 33147, 49495, 49169, 49584, 32953, 49504, 32815, 33014, 33494, 34009, 33863, 34297,
    49823, 50394, 33733, 50116, 33850, 50289, 33967, 33669, 34085, 33927, 49841, 33804, 33662, 49549, 49656, 33201,
    33005, 32965, 32958, 49282, 32836, 33431, 49548, 49763, 49182, 49753, 49273, 32820, 32787, 32944, 33370, 32892,
    49751, 33374, 32887, 32805, 49450, 49213, 33245, 33759, 33714, 32888, 49329, 235, 33002, 49240, 50150, 34050,
    32806, 33759, 33445, 50029, 49329, 991, 34117, 33574, 34118, 34119, 33759, 50439, 34259, 34033, 33933, 34143,
    33651, 33730, 34057, 50150, 34102, 33810, 33467, 33758, 33476, 33756, 33630, 34056, 33551, 50013, 50029, 50538,
    33740, 33739, 34178, 34249, 33993, 34248, 49480, 49779, 33104, 33095, 33209, 33076, 33342, 33140, 33121, 33074,
    33415, 33322, 49568, 49596, 49306, 49561, 49409, 49461, 49780, 32811, 49411, 49412, 49526, 49680, 49399, 49197,
    32914, 33174, 32926, 49689, 49266, 49525, 49404, 33761, 33907, 33908, 34260, 50029, 33573, 33248, 49289, 49263,
    33078, 33310, 49554, 50654, 50652, 49931, 49548, 49305, 32826, 32859, 33166, 49348, 49498, 33297, 33759, 34263,
    33744, 50129, 33751, 34239, 34242, 50013, 50519, 34248, 49410, 49165, 49608, 49778, 49785, 49412, 49480, 33104,
    33095, 49404, 33007, 33143, 49689, 49702, 49292, 49616, 49525, 33788, 34066, 50449, 33649, 34264, 34252, 33324,
    32796, 33283, 33217, 33092, 33140, 49480, 1357, 34051, 34054, 34074, 50459, 551, 32779, 32780, 32968, 32966,
    33180, 33178, 1357, 34261, 644, 638, 33228, 49690, 1498, 34183, 34017, 33726, 50655, 34272, 33902, 33903, 33891,
    34125, 49778, 49730, 49803, 49244, 49729, 49802, 33386, 49690, 49780, 33278, 49348, 32970, 49669, 34007, 34225,
    991, 34170, 34171, 34172, 50029, 33935, 33936, 33592, 33593, 33620, 33621, 33910, 33911, 33349, 32886, 34277,
    1188, 1061, 34042, 380, 33759, 34309, 50692, 34031, 34158, 33678, 49820, 33759, 33891, 34311, 34312, 34318, 34313,
    34317, 34316, 34315, 1546, 17935, 17938, 33759, 34323, 34351, 17962, 1569, 1560, 34358, 1558, 1559, 34358, 17970,
    1588, 1587, 34332, 50722, 1556, 1584, 17962, 17973, 1594, 1597, 1648, 1647, 34421, 1634, 34379, 17996, 18021,
    17999, 1616, 1649, 18003, 18006, 50778, 1617, 34381, 34424, 34431, 1583, 34401, 34426, 34418, 34410, 1558, 1559,
    50852, 1660, 1651, 1673, 1668, 1654, 34402, 18039, 18022, 1644, 34401, 34404, 18046, 18049, 34456, 34464, 34382,
    34425, 34434, 34420, 34411, 18064, 1679, 34358, 1678, 34449, 34389, 34461, 34435, 34399, 50784, 50777, 50753,
    50798, 34457, 34455, 34460, 34459, 34451, 34453, 34458, 34391, 34388, 18079, 34465, 34462, 34386, 34442,
];

/// What is no plain sequence: states, each a count of edges and [`super::model::ACCEPTS`], then the edges: a name or
/// wildcard, and the state behind it.
#[rustfmt::skip]
pub(super) static GRAPHS: [u16; 334] = [
    32769, 33024, 0, 1, 33539, 6, 32768, 32769, 32768, 7, 3, 1571, 17, 1561, 20, 1600, 23, 1, 1576, 28, 1, 1600, 23,
    32770, 1563, 33, 1582, 36, 2, 1561, 20, 1600, 23, 32769, 1582, 36, 1, 1575, 39, 32768, 32769, 33543, 40, 8, 1565,
    60, 1566, 60, 1579, 60, 1593, 60, 1572, 60, 1580, 60, 1568, 60, 33543, 60, 32776, 1565, 60, 1566, 60, 1579, 60,
    1593, 60, 1572, 60, 1580, 60, 1568, 60, 33543, 60, 3, 1557, 84, 1577, 84, 33543, 84, 32768, 32769, 33024, 85, 2,
    1573, 93, 1574, 98, 32770, 1574, 98, 33543, 98, 32769, 33543, 98, 1, 1581, 104, 32770, 1581, 104, 33543, 109,
    32769, 1581, 104, 32770, 1562, 117, 33287, 117, 32769, 33287, 117, 1, 33543, 123, 32769, 33543, 123, 32770, 1599,
    126, 33543, 126, 6, 1595, 144, 1596, 144, 1598, 144, 1592, 144, 1591, 144, 33543, 144, 32774, 1595, 144, 1596,
    144, 1598, 144, 1592, 144, 1591, 144, 33543, 144, 32769, 33024, 157, 32770, 1641, 160, 1661, 160, 1, 1624, 168, 2,
    1659, 173, 1602, 178, 32770, 1627, 181, 1659, 173, 32769, 1627, 181, 32768, 1, 1635, 185, 32769, 1635, 185, 5,
    1645, 199, 1671, 208, 1556, 217, 1640, 222, 1699, 222, 4, 1645, 199, 1556, 217, 1640, 222, 1699, 222, 4, 1671,
    208, 1556, 217, 1640, 222, 1699, 222, 2, 1640, 222, 1699, 222, 32770, 1640, 222, 1699, 222, 1, 1671, 230, 4, 1671,
    230, 1556, 239, 1640, 244, 1699, 244, 2, 1640, 244, 1699, 244, 32768, 2, 1610, 250, 1609, 250, 32768, 2, 1682,
    256, 1684, 256, 32768, 14, 1630, 286, 1686, 286, 1628, 286, 1629, 286, 1606, 286, 1607, 286, 1677, 286, 1672, 286,
    1618, 286, 1674, 286, 1605, 286, 1608, 286, 1604, 286, 33288, 286, 32782, 1630, 286, 1686, 286, 1628, 286, 1629,
    286, 1606, 286, 1607, 286, 1677, 286, 1672, 286, 1618, 286, 1674, 286, 1605, 286, 1608, 286, 1604, 286, 33288,
    286, 4, 1645, 315, 1556, 324, 1640, 329, 1699, 329, 2, 1640, 329, 1699, 329, 32770, 1640, 329, 1699, 329,
];

/// Attributes by list; the first list stands for whatever comes, the second for nothing.
#[rustfmt::skip]
pub(super) static ATTRIBUTES: [&[Attribute]; 27] = [
    &[],
    &[],
    &[
        r("Algorithm", AnyUri),
    ],
    &[
        a("Id", Id),
    ],
    &[
        a("Id", Id), a("MimeType", String), a("Encoding", AnyUri),
    ],
    &[
        a("Id", Id), a("URI", AnyUri), a("Type", AnyUri),
    ],
    &[
        a("URI", AnyUri), a("Type", AnyUri),
    ],
    &[
        r("Target", AnyUri), a("Id", Id),
    ],
    &[
        a("URI", AnyUri),
    ],
    &[
        r("ObjectReference", AnyUri),
    ],
    &[
        a("Id", Id), a("Encoding", AnyUri),
    ],
    &[
        a("Qualifier", Qualifier),
    ],
    &[
        r("URI", AnyUri), a("referencedData", Boolean),
    ],
    &[
        r("URI", AnyUri), a("Id", Id),
    ],
    &[
        a("Id", Id), a("URI", AnyUri),
    ],
    &[
        a("Id", Id), a("UR", AnyUri),
    ],
    &[
        r("currencyID", NormalizedString), a("currencyCodeListVersionID", NormalizedString),
    ],
    &[
        a("format", String), r("mimeCode", NormalizedString), a("encodingCode", NormalizedString),
        a("characterSetCode", NormalizedString), a("uri", AnyUri), a("filename", String),
    ],
    &[
        a("listID", NormalizedString), a("listAgencyID", NormalizedString), a("listAgencyName", String),
        a("listName", String), a("listVersionID", NormalizedString), a("name", String), a("languageID", Language),
        a("listURI", AnyUri), a("listSchemeURI", AnyUri),
    ],
    &[
        a("schemeID", NormalizedString), a("schemeName", String), a("schemeAgencyID", NormalizedString),
        a("schemeAgencyName", String), a("schemeVersionID", NormalizedString), a("schemeDataURI", AnyUri),
        a("schemeURI", AnyUri),
    ],
    &[
        r("unitCode", NormalizedString), a("unitCodeListVersionID", NormalizedString),
    ],
    &[
        a("languageID", Language), a("languageLocaleID", NormalizedString),
    ],
    &[
        a("format", String),
    ],
    &[
        a("unitCode", NormalizedString), a("unitCodeListID", NormalizedString),
        a("unitCodeListAgencyID", NormalizedString), a("unitCodeListAgencyName", String),
    ],
    &[
        a("currencyID", NormalizedString), a("currencyCodeListVersionID", NormalizedString),
    ],
    &[
        a("format", String), a("mimeCode", NormalizedString), a("encodingCode", NormalizedString),
        a("characterSetCode", NormalizedString), a("uri", AnyUri), a("filename", String),
    ],
    &[
        a("unitCode", NormalizedString), a("unitCodeListVersionID", NormalizedString),
    ],
];

/// The types: content, attributes, base.
#[rustfmt::skip]
pub(super) static TYPES: [Type; 387] = [
    m(0, 0, 0), v(String, 1, 0), v(String, 1, 1), v(NormalizedString, 1, 2), v(Token, 1, 3), v(Language, 1, 4),
    v(Name, 1, 4), v(NcName, 1, 6), v(Id, 1, 7), v(IdRef, 1, 7), v(Entity, 1, 7), v(NmToken, 1, 4), v(IdRefs, 1, 1),
    v(Entities, 1, 1), v(NmTokens, 1, 1), v(Boolean, 1, 1), v(Decimal, 1, 1), v(Integer, 1, 16),
    v(NonPositiveInteger, 1, 17), v(NegativeInteger, 1, 18), v(Long, 1, 17), v(Int, 1, 20), v(Short, 1, 21),
    v(Byte, 1, 22), v(NonNegativeInteger, 1, 17), v(UnsignedLong, 1, 24), v(UnsignedInt, 1, 25),
    v(UnsignedShort, 1, 26), v(UnsignedByte, 1, 27), v(PositiveInteger, 1, 24), v(Float, 1, 1), v(Double, 1, 1),
    v(Duration, 1, 1), v(DateTime, 1, 1), v(Time, 1, 1), v(Date, 1, 1), v(GYearMonth, 1, 1), v(GYear, 1, 1),
    v(GMonthDay, 1, 1), v(GDay, 1, 1), v(GMonth, 1, 1), v(Hex, 1, 1), v(Base64, 1, 1), v(AnyUri, 1, 1),
    v(QName, 1, 1), v(Notation, 1, 1), s(0, 54, 1, 0), s(54, 8, 1, 0), s(62, 2, 1, 0), s(64, 1, 1, 0),
    s(65, 27, 1, 0), s(92, 1, 1, 0), s(93, 15, 1, 0), s(108, 5, 1, 0), s(113, 2, 1, 0), s(115, 7, 1, 0),
    s(122, 7, 1, 0), s(129, 13, 1, 0), s(142, 11, 1, 0), s(153, 3, 1, 0), s(156, 8, 1, 0), s(164, 4, 1, 0),
    s(168, 3, 1, 0), s(171, 3, 1, 0), s(174, 6, 1, 0), s(180, 11, 1, 0), s(191, 4, 1, 0), s(195, 31, 1, 0),
    s(226, 4, 1, 0), s(230, 10, 1, 0), s(240, 6, 1, 0), s(246, 16, 1, 0), s(262, 7, 1, 0), s(269, 4, 1, 0),
    s(273, 14, 1, 0), s(287, 2, 1, 0), s(289, 4, 1, 0), s(293, 3, 1, 0), s(296, 7, 1, 0), s(303, 5, 1, 0),
    s(308, 100, 1, 0), s(408, 2, 1, 0), s(410, 12, 1, 0), s(422, 7, 1, 0), s(429, 11, 1, 0), s(440, 9, 1, 0),
    s(449, 5, 1, 0), s(454, 18, 1, 0), s(472, 7, 1, 0), s(479, 7, 1, 0), s(486, 3, 1, 0), s(489, 5, 1, 0),
    s(494, 14, 1, 0), s(508, 2, 1, 0), s(510, 4, 1, 0), s(514, 2, 1, 0), s(516, 4, 1, 0), s(520, 2, 1, 0),
    s(522, 1, 1, 0), s(523, 28, 1, 0), s(551, 7, 1, 0), s(558, 2, 1, 0), s(560, 21, 1, 0), s(581, 4, 1, 0),
    s(585, 7, 1, 0), s(592, 24, 1, 0), s(616, 3, 1, 0), s(619, 3, 1, 0), s(622, 14, 1, 0), s(636, 19, 1, 0),
    s(303, 5, 1, 0), s(655, 3, 1, 0), s(658, 17, 1, 0), s(675, 5, 1, 0), s(680, 4, 1, 0), s(684, 2, 1, 0),
    s(686, 5, 1, 0), s(691, 4, 1, 0), s(695, 5, 1, 0), s(700, 4, 1, 0), s(704, 4, 1, 0), s(708, 4, 1, 0),
    s(712, 4, 1, 0), s(716, 8, 1, 0), s(724, 3, 1, 0), s(727, 4, 1, 0), s(731, 4, 1, 0), s(735, 4, 1, 0),
    s(739, 9, 1, 0), s(748, 1, 1, 0), s(749, 7, 1, 0), s(756, 12, 1, 0), s(768, 15, 1, 0), s(783, 9, 1, 0),
    s(792, 11, 1, 0), s(803, 9, 1, 0), s(812, 5, 1, 0), s(817, 3, 1, 0), s(820, 5, 1, 0), s(825, 8, 1, 0),
    s(833, 6, 1, 0), s(839, 9, 1, 0), s(848, 6, 1, 0), s(854, 3, 1, 0), s(857, 40, 1, 0), s(897, 7, 1, 0),
    s(904, 23, 1, 0), s(927, 7, 1, 0), s(934, 5, 1, 0), s(939, 8, 1, 0), s(947, 28, 1, 0), s(975, 2, 1, 0),
    s(977, 6, 1, 0), s(983, 6, 1, 0), s(989, 8, 1, 0), s(997, 12, 1, 0), s(1009, 10, 1, 0), s(1019, 3, 1, 0),
    s(1022, 2, 1, 0), s(1024, 13, 1, 0), s(1037, 30, 1, 0), s(1067, 3, 1, 0), s(1070, 32, 1, 0), s(1102, 4, 1, 0),
    s(1106, 2, 1, 0), s(1108, 8, 1, 0), s(1116, 12, 1, 0), s(1128, 3, 1, 0), s(1131, 8, 1, 0), s(1139, 5, 1, 0),
    s(1144, 13, 1, 0), s(1157, 7, 1, 0), s(1164, 2, 1, 0), s(1166, 9, 1, 0), s(1175, 6, 1, 0), s(1181, 3, 1, 0),
    s(1184, 5, 1, 0), s(1189, 10, 1, 0), s(1199, 9, 1, 0), s(1208, 2, 1, 0), s(1210, 15, 1, 0), s(748, 1, 1, 0),
    s(1225, 14, 1, 0), s(1239, 1, 1, 0), s(1240, 7, 1, 0), s(1247, 19, 1, 0), s(1266, 10, 1, 0), s(1276, 13, 1, 0),
    s(1289, 19, 1, 0), s(1308, 6, 1, 0), s(1314, 6, 1, 0), s(1320, 7, 1, 0), s(1327, 17, 1, 0), s(1344, 4, 1, 0),
    s(1348, 9, 1, 0), s(1357, 8, 1, 0), s(1365, 2, 1, 0), s(1367, 4, 1, 0), s(1371, 10, 1, 0), s(1381, 2, 1, 0),
    s(1383, 4, 1, 0), s(1387, 3, 1, 0), s(1390, 18, 1, 0), s(1408, 4, 1, 0), s(1412, 2, 1, 0), s(1414, 5, 1, 0),
    s(1419, 3, 1, 0), s(1422, 6, 1, 0), s(1428, 14, 1, 0), s(1442, 11, 1, 0), s(1453, 2, 1, 0), s(1455, 20, 1, 0),
    s(1475, 3, 1, 0), s(1478, 3, 1, 0), s(1481, 14, 1, 0), s(1495, 18, 1, 0), s(1513, 2, 1, 0), s(1515, 8, 1, 0),
    s(1523, 16, 1, 0), s(1539, 8, 1, 0), s(1547, 6, 1, 0), s(1553, 8, 1, 0), s(1561, 4, 1, 0), s(1565, 1, 1, 0),
    s(1566, 5, 1, 0), s(1571, 5, 1, 0), s(1576, 1, 1, 0), s(1577, 5, 1, 0), s(1582, 2, 1, 0), s(1584, 61, 1, 0),
    s(1645, 32, 1, 0), s(1677, 10, 1, 0), s(1687, 22, 1, 0), s(1709, 12, 1, 0), s(1721, 7, 1, 0), s(1728, 3, 1, 0),
    s(1731, 7, 1, 0), s(1738, 9, 1, 0), s(1747, 6, 1, 0), s(1753, 7, 1, 0), s(1760, 10, 1, 0), s(1770, 5, 1, 0),
    s(1775, 10, 1, 0), s(1785, 5, 1, 0), s(1790, 21, 1, 0), s(1811, 8, 1, 0), s(1819, 6, 1, 0), s(1825, 3, 1, 0),
    s(1828, 21, 1, 0), s(1849, 6, 1, 0), s(1855, 3, 1, 0), s(1858, 16, 1, 0), s(1874, 11, 1, 0), s(1885, 3, 1, 0),
    s(1888, 11, 1, 0), s(1899, 5, 1, 0), s(1904, 23, 1, 0), s(1927, 43, 1, 0), s(1970, 7, 1, 0), s(1977, 3, 1, 0),
    s(1980, 4, 1, 0), s(1984, 5, 1, 0), s(1989, 61, 1, 0), s(2050, 12, 1, 0), s(2062, 11, 1, 0), s(2073, 27, 1, 0),
    s(2100, 13, 1, 0), s(2113, 12, 1, 0), s(2125, 6, 1, 0), s(2131, 23, 1, 0), s(2154, 2, 1, 0), s(2156, 15, 1, 0),
    s(2171, 3, 1, 0), s(2174, 2, 1, 0), s(2176, 7, 1, 0), g(3, 1, 0), s(2183, 10, 1, 0), s(2193, 1, 1, 0),
    s(2194, 1, 1, 0), s(2195, 3, 1, 0), m(7, 2, 0), v(Base64, 1, 42), g(10, 1, 0), m(40, 2, 0), v(Base64, 1, 42),
    v(Integer, 1, 17), m(43, 3, 0), m(77, 1, 0), s(2198, 1, 3, 0), m(85, 4, 0), g(88, 1, 0), s(2199, 2, 1, 0),
    s(2201, 3, 5, 0), s(2204, 1, 6, 0), g(101, 1, 0), m(112, 2, 0), s(2205, 1, 3, 0), m(120, 7, 0), s(2206, 4, 3, 0),
    v(Base64, 3, 42), s(2210, 3, 3, 0), m(126, 2, 0), s(2213, 1, 1, 0), g(131, 1, 0), s(2214, 2, 1, 0), m(157, 1, 0),
    s(2216, 3, 8, 0), s(2219, 2, 1, 0), s(2221, 1, 1, 0), s(2222, 1, 1, 0), s(2223, 1, 1, 0), s(2224, 2, 8, 0),
    g(160, 3, 0), s(2226, 1, 1, 0), s(2227, 1, 1, 0), g(165, 1, 0), s(2228, 1, 1, 0), s(2229, 1, 3, 0),
    s(2230, 3, 3, 0), s(2233, 1, 1, 0), s(2234, 4, 9, 0), s(2238, 2, 1, 0), g(182, 1, 0), v(Base64, 10, 42),
    g(188, 3, 0).hidden(), v(AnyUri, 11, 43), e(12, 0), s(2240, 1, 1, 0), s(2241, 2, 1, 0), s(2243, 2, 8, 0),
    s(2245, 2, 1, 0), s(2247, 1, 1, 0), s(2248, 1, 1, 0), s(2249, 3, 1, 0), s(2252, 1, 1, 0), s(2253, 1, 1, 0),
    g(227, 3, 324), v(Qualifier, 1, 2), e(13, 0), s(2254, 2, 7, 0), s(2238, 2, 14, 0), g(245, 1, 0), s(2256, 3, 3, 0),
    s(2259, 2, 1, 0), s(2261, 1, 1, 0), s(2262, 4, 1, 0), g(251, 1, 0), s(2266, 4, 1, 0), s(2270, 4, 3, 0),
    s(2274, 2, 3, 0), s(2276, 5, 3, 0), s(2281, 2, 1, 0), s(2283, 1, 3, 0), s(2284, 2, 3, 0), g(257, 3, 0),
    g(315, 3, 324), s(2286, 2, 15, 0), v(Decimal, 16, 377), v(Base64, 17, 378), v(NormalizedString, 18, 379),
    v(DateTime, 1, 33), v(Date, 1, 35), v(Base64, 17, 378), v(NormalizedString, 19, 381), v(Boolean, 1, 15),
    v(Decimal, 20, 383), v(String, 21, 386), v(Decimal, 22, 384), v(Decimal, 22, 384), v(Base64, 17, 378),
    v(Decimal, 23, 385), v(Decimal, 22, 384), v(Base64, 17, 378), v(String, 21, 386), v(Time, 1, 34),
    v(Decimal, 22, 384), v(Base64, 17, 378), v(Decimal, 24, 16), v(Base64, 25, 42), v(NormalizedString, 18, 3),
    v(String, 22, 2), v(NormalizedString, 19, 3), v(String, 22, 2), v(Decimal, 26, 16), v(Decimal, 22, 16),
    v(Decimal, 23, 16), v(String, 21, 2),
];

/// Types that do not bear the name of an element: namespace, name, type.
#[rustfmt::skip]
pub(super) static LISTED: [(u8, &str, u16); 90] = [
    (SCHEMA, "anyType", 0), (SCHEMA, "anySimpleType", 1), (SCHEMA, "string", 2), (SCHEMA, "normalizedString", 3),
    (SCHEMA, "token", 4), (SCHEMA, "language", 5), (SCHEMA, "Name", 6), (SCHEMA, "NCName", 7), (SCHEMA, "ID", 8),
    (SCHEMA, "IDREF", 9), (SCHEMA, "ENTITY", 10), (SCHEMA, "NMTOKEN", 11), (SCHEMA, "IDREFS", 12),
    (SCHEMA, "ENTITIES", 13), (SCHEMA, "NMTOKENS", 14), (SCHEMA, "boolean", 15), (SCHEMA, "decimal", 16),
    (SCHEMA, "integer", 17), (SCHEMA, "nonPositiveInteger", 18), (SCHEMA, "negativeInteger", 19),
    (SCHEMA, "long", 20), (SCHEMA, "int", 21), (SCHEMA, "short", 22), (SCHEMA, "byte", 23),
    (SCHEMA, "nonNegativeInteger", 24), (SCHEMA, "unsignedLong", 25), (SCHEMA, "unsignedInt", 26),
    (SCHEMA, "unsignedShort", 27), (SCHEMA, "unsignedByte", 28), (SCHEMA, "positiveInteger", 29),
    (SCHEMA, "float", 30), (SCHEMA, "double", 31), (SCHEMA, "duration", 32), (SCHEMA, "dateTime", 33),
    (SCHEMA, "time", 34), (SCHEMA, "date", 35), (SCHEMA, "gYearMonth", 36), (SCHEMA, "gYear", 37),
    (SCHEMA, "gMonthDay", 38), (SCHEMA, "gDay", 39), (SCHEMA, "gMonth", 40), (SCHEMA, "hexBinary", 41),
    (SCHEMA, "base64Binary", 42), (SCHEMA, "anyURI", 43), (SCHEMA, "QName", 44), (SCHEMA, "NOTATION", 45),
    (DS, "CryptoBinary", 281), (XADES, "CertIDListType", 310), (XADES, "CertIDType", 311),
    (XADES, "CertifiedRolesListType", 313), (XADES, "ClaimedRolesListType", 314),
    (XADES, "CommitmentTypeQualifiersListType", 316), (XADES, "GenericTimeStampType", 324),
    (XADES, "IntegerListType", 327), (XADES, "NoticeReferenceType", 328), (XADES, "OtherCertStatusRefsType", 334),
    (XADES, "OtherCertStatusValuesType", 335), (XADES, "QualifierType", 337),
    (XADES, "SigPolicyQualifiersListType", 344), (XADES_141, "ValidationDataType", 356),
    (UNQUALIFIED, "AmountType", 357), (UNQUALIFIED, "BinaryObjectType", 358), (UNQUALIFIED, "CodeType", 359),
    (UNQUALIFIED, "DateTimeType", 360), (UNQUALIFIED, "DateType", 361), (UNQUALIFIED, "GraphicType", 362),
    (UNQUALIFIED, "IdentifierType", 363), (UNQUALIFIED, "IndicatorType", 364), (UNQUALIFIED, "MeasureType", 365),
    (UNQUALIFIED, "NameType", 366), (UNQUALIFIED, "NumericType", 367), (UNQUALIFIED, "PercentType", 368),
    (UNQUALIFIED, "PictureType", 369), (UNQUALIFIED, "QuantityType", 370), (UNQUALIFIED, "RateType", 371),
    (UNQUALIFIED, "SoundType", 372), (UNQUALIFIED, "TextType", 373), (UNQUALIFIED, "TimeType", 374),
    (UNQUALIFIED, "ValueType", 375), (UNQUALIFIED, "VideoType", 376), (CORE, "AmountType", 377),
    (CORE, "BinaryObjectType", 378), (CORE, "CodeType", 379), (CORE, "DateTimeType", 380),
    (CORE, "IdentifierType", 381), (CORE, "IndicatorType", 382), (CORE, "MeasureType", 383),
    (CORE, "NumericType", 384), (CORE, "QuantityType", 385), (CORE, "TextType", 386),
];
