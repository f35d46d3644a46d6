//! Words in one piece of memory. A language has ten thousand of them, most shorter than what an allocation of their own
//! would cost.

use std::hash::BuildHasher;

use rustc_hash::FxBuildHasher;

/// Texts, each kept once and known by a number: they are numbered in the order in which they were added.
#[derive(Debug, Default)]
pub(crate) struct Forms {
    text: String,
    /// Where each of them ends in `text`.
    ends: Vec<u32>,
    /// By hash: one more than the number, or 0 for an empty slot.
    slots: Vec<u32>,
}

impl Forms {
    /// The number of a text that is here.
    pub(crate) fn find(&self, form: &str) -> Option<u32> {
        if self.slots.is_empty() { None } else { self.slots[self.slot_of(form)].checked_sub(1) }
    }

    /// The number of a text, which is here from now on.
    pub(crate) fn insert(&mut self, form: &str) -> u32 {
        if self.ends.len() * 3 >= self.slots.len() * 2 {
            self.grow();
        }
        let slot = self.slot_of(form);
        if self.slots[slot] == 0 {
            self.text.push_str(form);
            self.ends.push(self.text.len() as u32);
            self.slots[slot] = self.ends.len() as u32;
        }
        self.slots[slot] - 1
    }

    pub(crate) fn get(&self, number: u32) -> &str {
        let number = number as usize;
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start as usize..self.ends[number] as usize]
    }

    /// All of them, by number.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len() as u32).map(|number| self.get(number))
    }

    pub(crate) fn shrink_to_fit(&mut self) {
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
    }

    /// The slot of a text, or the empty one where it belongs.
    fn slot_of(&self, form: &str) -> usize {
        let mask = self.slots.len() - 1;
        let mut slot = FxBuildHasher.hash_one(form) as usize & mask;
        while let Some(number) = self.slots[slot].checked_sub(1)
            && self.get(number) != form
        {
            slot = (slot + 1) & mask;
        }
        slot
    }

    fn grow(&mut self) {
        self.slots = vec![0; (self.slots.len() * 2).max(64)];
        for number in 0..self.ends.len() as u32 {
            let slot = self.slot_of(self.get(number));
            self.slots[slot] = number + 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_keeps_its_number() {
        let mut forms = Forms::default();
        assert_eq!(forms.find(""), None);
        let texts: Vec<String> = (0..3_000).map(|number| format!("word{number}")).collect();
        for (text, number) in texts.iter().zip(0..) {
            assert_eq!(forms.insert(text), number);
        }
        assert_eq!(forms.insert("word7"), 7, "it is there already");
        assert_eq!(forms.insert(""), 3_000);
        for (text, number) in texts.iter().zip(0..) {
            assert_eq!((forms.find(text), forms.get(number)), (Some(number), text.as_str()));
        }
        assert_eq!(forms.find("word3000"), None);
        assert!(forms.iter().eq(texts.iter().map(String::as_str).chain([""])));
    }
}
