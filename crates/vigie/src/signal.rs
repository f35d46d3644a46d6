//! What a single message can show: signal kinds, tactic groups, evidence.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use crate::text::Span;

macro_rules! signal_kinds {
    ($($variant:ident $name:literal $group:ident $doc:literal;)*) => {
        /// A tactic, or a trace of one, that a message can show. The names are stable; the list grows.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        #[repr(u8)]
        pub enum SignalKind { $(#[doc = $doc] $variant,)* }

        impl SignalKind {
            /// Every kind, in the order of its number.
            pub const ALL: &'static [SignalKind] = &[$(SignalKind::$variant,)*];

            /// The stable identifier that crosses every border.
            pub const fn as_str(self) -> &'static str {
                match self { $(SignalKind::$variant => $name,)* }
            }

            /// The tactic group that the kind belongs to.
            pub const fn group(self) -> Group {
                match self { $(SignalKind::$variant => Group::$group,)* }
            }
        }
    };
}

signal_kinds! {
    AgeQuestion "age_question" Contact "Asks for the age or the school year.";
    AgeDisclosureMinor "age_disclosure_minor" Victim "Says, or lets it be known, that they are a minor.";
    AgeClaimMismatch "age_claim_mismatch" Contact "Claims an age that does not fit, or asks to lie about one.";
    PersonalInfoRequest "personal_info_request" Probing "Asks for name, school, address, number, location.";
    SupervisionCheck "supervision_check" Probing "Asks who is near, who watches, who reads the phone.";
    Secrecy "secrecy" Isolation "Asks for silence towards others.";
    Isolation "isolation" Isolation "Sets the child against those who could help.";
    FlatteryMaturity "flattery_maturity" Trust "Flatters: mature for their age, special, unlike the others.";
    FastIntimacy "fast_intimacy" Trust "Intimacy that comes too fast.";
    GuiltPressure "guilt_pressure" Probing "Presses with guilt, sulking or a moral debt.";
    GiftOrMoneyOffer "gift_or_money_offer" Trust "Offers gifts or money.";
    OpportunityLure "opportunity_lure" Trust "Offers modelling, a job, a team, game currency.";
    PlatformMove "platform_move" Contact "Moves the talk to a private channel.";
    CameraRequest "camera_request" ContentSeeking "Asks for the camera or a video call.";
    ImageRequest "image_request" ContentSeeking "Asks for a picture of the child.";
    SexualTopic "sexual_topic" ContentSeeking "Turns the talk to sexual matters.";
    MeetingRequest "meeting_request" Approach "Asks to meet.";
    TravelLogistics "travel_logistics" Approach "Arranges when, where and how to meet.";
    ComplianceTest "compliance_test" Probing "Small orders that test obedience.";
    EvidenceRemoval "evidence_removal" Isolation "Asks to delete messages or to hide traces.";
    IdentityDeception "identity_deception" Contact "Evades or fakes an identity.";
    LiveVideoDemand "live_video_demand" Coercion "Demands live video.";
    UnsolicitedSexualContent "unsolicited_sexual_content" ContentSeeking "Sends sexual content unasked.";
    PossessionClaim "possession_claim" Coercion "Claims to hold pictures, recordings or secrets.";
    ExposureThreat "exposure_threat" Coercion "Threatens to show them to others.";
    ContactListProof "contact_list_proof" Coercion "Shows that they know whom to send them to.";
    MoneyDemand "money_demand" Coercion "Demands money.";
    ContentDemand "content_demand" Coercion "Demands more pictures or acts.";
    Deadline "deadline" Coercion "Sets a deadline or a countdown.";
    RepeatDemand "repeat_demand" Coercion "Demands again after being paid or obeyed.";
    FabricatedImageThreat "fabricated_image_threat" Coercion "Threatens with an edited or generated picture.";
    Doxxing "doxxing" Coercion "Publishes, or threatens to publish, name, school, address.";
    ShameAccount "shame_account" Coercion "Speaks of an account that shames people by name.";
    VictimPlea "victim_plea" Victim "Begs to be left alone.";
    Distress "distress" Victim "Shows fear or despair.";
    HelpSeeking "help_seeking" Victim "Asks for help or advice.";
    ThirdPartyDisclosure "third_party_disclosure" Victim "Tells that they, or somebody, are blackmailed or exposed.";
    AccountOrPaymentScam "account_or_payment_scam" Scam "A scam about accounts or payments, without intimate blackmail.";
    SameAgePeer "same_age_peer" Calming "Signs of a real peer.";
    KnownContext "known_context" Calming "Family, coach, parents informed, a trade.";
    ThirdPartyTalk "third_party_talk" Calming "Talk about the subject: a lesson, news, advice.";
    Play "play" Calming "Games, role-play, teasing.";
}

impl SignalKind {
    /// How many kinds there are.
    pub const COUNT: usize = Self::ALL.len();

    /// The kind's number: its place in [`SignalKind::ALL`].
    pub const fn index(self) -> usize {
        self as usize
    }
}

impl fmt::Display for SignalKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for SignalKind {
    type Err = UnknownSignalKind;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == name).ok_or(UnknownSignalKind)
    }
}

/// The name belongs to no signal kind that this version knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no such signal kind")]
pub struct UnknownSignalKind;

/// Kinds that do the same work in a conversation. Independent groups corroborate each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Group {
    /// Who is this child, and where else can we talk?
    Contact,
    /// Trust: flattery, gifts, intimacy.
    Trust,
    /// Isolation: secrecy, distance from others, traces removed.
    Isolation,
    /// Probing: is the child alone, obedient, reachable?
    Probing,
    /// Pictures, camera, sexual talk.
    ContentSeeking,
    /// Threats and demands.
    Coercion,
    /// Meeting and travel.
    Approach,
    /// What the person concerned says themself: age, pleas, distress, calls for help.
    Victim,
    /// Scams without intimate blackmail.
    Scam,
    /// Signs that lower a score.
    Calming,
}

impl Group {
    /// The tactic groups, which are the seven stages of an [`Assessment`](crate::Assessment).
    pub const TACTICS: [Group; 7] = [
        Group::Contact,
        Group::Trust,
        Group::Isolation,
        Group::Probing,
        Group::ContentSeeking,
        Group::Coercion,
        Group::Approach,
    ];
}

/// What saw a signal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A rule of a pack.
    Rule(Arc<RuleInfo>),
    /// The message model.
    Model,
}

/// What a signal tells about the rule that raised it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleInfo {
    /// The rule's identifier, `<language>.<kind>.<what>`.
    pub id: String,
    /// The reason in plain words, in the language of the pack.
    pub reason: String,
}

/// One piece of evidence in one message.
#[derive(Debug, Clone, PartialEq)]
pub struct Signal {
    /// What it shows.
    pub kind: SignalKind,
    /// Where, in Unicode scalar values of the original text.
    pub span: Span,
    /// How sure the source is, in (0, 1].
    pub score: f32,
    /// What saw it.
    pub source: Source,
    /// The words are somebody else's, told: they are no evidence against the one who tells.
    pub reported: bool,
}
