//! Which moment is this, for the person whom help is shown to?

use std::fmt;
use std::str::FromStr;

use crate::assessment::{Concern, Threat};
use crate::conversation::Levels;
use crate::error::Error;
use crate::message::{AgeBand, Role};
use crate::policy::PairEvidence;
use crate::signal::{Group, Signal, SignalKind};

macro_rules! names {
    ($(#[$meta:meta])* $type:ident, $what:literal: $($(#[$doc:meta])* $variant:ident $name:literal;)*) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $type { $($(#[$doc])* $variant,)* }

        impl $type {
            /// Every one of them.
            pub const ALL: &'static [$type] = &[$($type::$variant,)*];

            /// Its stable name.
            pub const fn as_str(self) -> &'static str {
                match self { $($type::$variant => $name,)* }
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl FromStr for $type {
            type Err = Error;

            fn from_str(name: &str) -> Result<Self, Error> {
                Self::ALL
                    .iter()
                    .copied()
                    .find(|one| one.as_str() == name)
                    .ok_or_else(|| Error::guidance(concat!("no such ", $what)))
            }
        }
    };
}
pub(crate) use names;

names! {
    /// The moment that help is shown for. Each has words of its own.
    Moment, "moment":
    /// Something is odd; nothing has been asked for yet.
    FirstDoubt "first_doubt";
    /// Somebody presses: for a picture, the camera, a meeting.
    Pressure "pressure";
    /// Somebody threatens to show something to others.
    Threat "threat";
    /// They were paid, and ask again.
    AfterPayment "after_payment";
    /// They were sent something, and ask again or hold it.
    AfterSending "after_sending";
    /// Pictures, name, school or address have been published.
    Exposed "exposed";
    /// Somebody speaks of wanting to die or disappear. The crisis line comes first.
    Despair "despair";
    /// Somebody else is in trouble, and told the protected person.
    FriendInTrouble "friend_in_trouble";
    /// Somebody else speaks of wanting to die or disappear.
    FriendInDespair "friend_in_despair";
    /// The protected person is about to send a picture to somebody who pressed for it.
    AboutToSend "about_to_send";
    /// The protected person threatens, or is about to.
    AboutToThreaten "about_to_threaten";
    /// A scam about an account or a payment. Advice only: this is no sextortion, and no alert.
    Scam "scam";
}

names! {
    /// Whom the words are for.
    #[derive(Default)]
    Audience, "audience":
    /// Twelve and younger.
    Child "child";
    /// Thirteen and older: who is protected, and no child.
    #[default]
    Teen "teen";
    /// A parent, or another adult whom the child asked for help.
    Parent "parent";
}

impl Audience {
    /// Whom the words are for when the protected person reads them themself.
    pub const fn of_band(band: AgeBand) -> Self {
        match band {
            AgeBand::Under13 => Self::Child,
            AgeBand::Teen13To15 | AgeBand::Teen16To17 | AgeBand::Adult => Self::Teen,
        }
    }
}

/// From this level, in a message or in memory, somebody's distress is despair: rules of weight 0.9 speak of dying or
/// disappearing, lower ones of fear.
const DESPAIR: f32 = 0.85;
/// From this level evidence shapes the moment.
const SEEN: f32 = 0.3;
/// From this level an account or payment scam is worth a word of advice.
const SCAM: f32 = 0.5;

/// What is known when the moment is chosen.
pub(crate) struct Situation<'a> {
    /// Who wrote the message, and what it shows.
    pub(crate) role: Role,
    pub(crate) signals: &'a [Signal],
    /// Who worries most; none while help is not due.
    pub(crate) worst: Option<Worst<'a>>,
}

/// The sender who worries most: who they are, the threat, whom the worry is about, and the evidence.
pub(crate) struct Worst<'a> {
    pub(crate) role: Role,
    pub(crate) threat: Threat,
    pub(crate) concern: Concern,
    pub(crate) evidence: &'a PairEvidence,
}

/// None: nothing is to be shown.
pub(crate) fn of_situation(situation: &Situation<'_>) -> Option<Moment> {
    if own(situation.signals, SignalKind::Distress) >= DESPAIR {
        match (situation.role, &situation.worst) {
            // «I will hurt myself if you go» is pressure, when it comes from the one to worry about.
            (Role::Contact, Some(worst)) if worst.concern == Concern::Contact => {}
            (Role::Contact, _) => return Some(Moment::FriendInDespair),
            (Role::Protected | Role::Unknown, _) => return Some(Moment::Despair),
        }
    }
    if let Some(worst) = &situation.worst {
        return Some(of_threat(worst));
    }
    let scam = own(situation.signals, SignalKind::AccountOrPaymentScam);
    (situation.role != Role::Protected && scam >= SCAM).then_some(Moment::Scam)
}

fn of_threat(&Worst { role, threat, concern, evidence }: &Worst<'_>) -> Moment {
    let said = |kind: SignalKind| evidence.said[kind.index()];
    let heard = |kind: SignalKind| evidence.heard[kind.index()];
    if concern == Concern::ProtectedPerson {
        return Moment::AboutToThreaten;
    }
    if heard(SignalKind::Distress) >= DESPAIR {
        return Moment::Despair;
    }
    if concern == Concern::ThirdParty {
        let told_by = |levels: &Levels| {
            levels[SignalKind::ThirdPartyDisclosure.index()].max(levels[SignalKind::HelpSeeking.index()])
        };
        if role == Role::Protected {
            // The protected person tells: who asks for help with it is the one concerned.
            return match threat {
                _ if said(SignalKind::HelpSeeking) < SEEN => Moment::FriendInTrouble,
                Threat::Exposure => Moment::Exposed,
                _ => Moment::Threat,
            };
        }
        let (own, friend) = (told_by(&evidence.heard), told_by(&evidence.said));
        return match threat {
            _ if friend > own && friend >= SEEN => Moment::FriendInTrouble,
            Threat::Exposure => Moment::Exposed,
            _ if own >= SEEN => Moment::Threat,
            _ => Moment::FriendInTrouble,
        };
    }
    // In proportion to the clearest of it: the moment stays the same while everything fades.
    let tactics = SignalKind::ALL.iter().filter(|kind| Group::TACTICS.contains(&kind.group()));
    let clear = SEEN * tactics.map(|kind| said(*kind)).fold(0.0, f32::max);
    let seen = |kind: SignalKind| said(kind) > 0.0 && said(kind) >= clear;
    let again = seen(SignalKind::RepeatDemand);
    let threatened = seen(SignalKind::ExposureThreat)
        || seen(SignalKind::FabricatedImageThreat)
        || seen(SignalKind::ContactListProof);
    match threat {
        Threat::SextortionMoney
            if again && (seen(SignalKind::MoneyDemand) || !seen(SignalKind::ContentDemand)) =>
        {
            Moment::AfterPayment
        }
        Threat::SextortionMoney => Moment::Threat,
        Threat::SextortionContent if threatened => Moment::Threat,
        Threat::SextortionContent if again || seen(SignalKind::PossessionClaim) => Moment::AfterSending,
        Threat::SextortionContent => Moment::Pressure,
        Threat::Exposure if said(SignalKind::ShameAccount) > said(SignalKind::ExposureThreat) => {
            Moment::Exposed
        }
        Threat::Exposure => Moment::Threat,
        Threat::Grooming if PRESSING.iter().any(|&kind| seen(kind)) => Moment::Pressure,
        Threat::Grooming => Moment::FirstDoubt,
    }
}

/// What a groomer asks for when doubt has become pressure.
const PRESSING: [SignalKind; 7] = [
    SignalKind::ImageRequest,
    SignalKind::CameraRequest,
    SignalKind::SexualTopic,
    SignalKind::UnsolicitedSexualContent,
    SignalKind::MeetingRequest,
    SignalKind::TravelLogistics,
    SignalKind::GuiltPressure,
];

/// Who asked for a picture: what they said makes sending one a moment of its own.
const ASKING: [SignalKind; 5] = [
    SignalKind::ImageRequest,
    SignalKind::CameraRequest,
    SignalKind::LiveVideoDemand,
    SignalKind::ContentDemand,
    SignalKind::ComplianceTest,
];

/// Whether one of these asked for a picture or a video.
pub(crate) fn asks_for_pictures(mut said: impl Iterator<Item = Levels>) -> bool {
    said.any(|said| ASKING.iter().any(|kind| said[kind.index()] >= SEEN))
}

/// How sure the surest signal of a kind is that is no report of somebody else's words.
fn own(signals: &[Signal], kind: SignalKind) -> f32 {
    signals
        .iter()
        .filter(|signal| signal.kind == kind && !signal.reported)
        .map(|signal| signal.score)
        .fold(0.0, f32::max)
}
