//! Packs that claim the same thing: which of them would count must not depend on their order.

use std::collections::BTreeMap;

use super::Pack;
use crate::error::Error;

/// Refuses two rules of one identifier, two classes of one name in one language, and two signed files of one name.
pub(crate) fn check(packs: &[Pack]) -> Result<(), Error> {
    let mut rules: BTreeMap<&str, &str> = BTreeMap::new();
    let mut classes: BTreeMap<(&str, &str), &str> = BTreeMap::new();
    let mut signed: BTreeMap<&str, &str> = BTreeMap::new();
    for pack in packs {
        for rule in &pack.schema.rules {
            if let Some(other) = rules.insert(&rule.id, &pack.name) {
                return Err(Error::conflict(&pack.name, format!("rule {}", rule.id), other));
            }
        }
        for class in pack.schema.classes.keys() {
            if let Some(other) = classes.insert((pack.language(), class), &pack.name) {
                return Err(Error::conflict(&pack.name, format!("class {class}"), other));
            }
        }
        if let Some(provenance) = pack.provenance()
            && let Some(other) = signed.insert(&provenance.name, &pack.name)
        {
            return Err(Error::conflict(&pack.name, format!("the signed file {}", provenance.name), other));
        }
    }
    Ok(())
}
