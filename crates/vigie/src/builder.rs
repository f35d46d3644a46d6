//! What a detector is built from, and where errors occur.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::classifier::Classifier;
use crate::detector::Detector;
use crate::error::Error;
use crate::pack::{Additions, Language, Pack, check_conflicts};
use crate::policy::Policy;
use crate::text::{Lexicon, Rank};

/// Collects what a [`Detector`] is built from.
#[derive(Default)]
pub struct DetectorBuilder {
    packs: Vec<Pack>,
    classifier: Option<Arc<dyn Classifier>>,
    policy: Option<Policy>,
}

impl DetectorBuilder {
    /// Adds a pack document: the app's own, or one that was fetched.
    #[must_use]
    pub fn pack(mut self, pack: Pack) -> Self {
        self.packs.push(pack);
        self
    }

    /// Adds pack documents.
    #[must_use]
    pub fn packs(mut self, packs: impl IntoIterator<Item = Pack>) -> Self {
        self.packs.extend(packs);
        self
    }

    /// Sets the message model; without one, rules stand alone.
    #[must_use]
    pub fn classifier(mut self, classifier: Arc<dyn Classifier>) -> Self {
        self.classifier = Some(classifier);
        self
    }

    /// Sets the policy; the default is the preset for thirteen to fifteen.
    #[must_use]
    pub fn policy(mut self, policy: Policy) -> Self {
        self.policy = Some(policy);
        self
    }

    /// Compiles the packs.
    ///
    /// # Errors
    /// When a pack does not compile, two packs conflict, or an added pack exceeds its bounds; the error names pack, rule
    /// and field.
    pub fn build(self) -> Result<Detector, Error> {
        check_conflicts(&self.packs)?;
        let (added, own): (Vec<Pack>, Vec<Pack>) = self.packs.into_iter().partition(Pack::is_added);
        let mut by_language: BTreeMap<String, Vec<Pack>> = BTreeMap::new();
        for pack in own {
            by_language.entry(pack.language().to_owned()).or_default().push(pack);
        }
        let (mut languages, mut lexicon, mut base) = (Vec::new(), Lexicon::default(), Vec::new());
        for (number, (code, packs)) in (0..).zip(by_language) {
            let language = Language::compile(&code, &packs.iter().collect::<Vec<_>>())?;
            for (word, rank) in language.ranked() {
                lexicon.insert(word, number, rank);
            }
            for word in packs.iter().flat_map(Pack::words) {
                lexicon.insert(word, number, Rank::Word);
            }
            languages.push(language);
            // Only added packs are compiled on top of others: without any, the memory is free for the next language.
            if !added.is_empty() {
                base.extend(packs);
            }
        }
        let (base, added): (Vec<&Pack>, Vec<&Pack>) = (base.iter().collect(), added.iter().collect());
        let additions = Additions::compile(&base, &added, &languages)?;
        Ok(Detector {
            languages,
            lexicon,
            additions,
            classifier: self.classifier,
            policy: self.policy.unwrap_or_default(),
        })
    }
}
