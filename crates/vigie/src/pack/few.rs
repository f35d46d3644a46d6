//! A few numbers out of many, each with a place of its own.
//!
//! A message has some dozens of the thousands of symbols that a language knows, and asks for some dozens of its sets. A
//! bit for each of them is cleared in no time; a table with a number for each is not.

/// Numbers below a bound, in the order in which they were added.
#[derive(Debug, Default)]
pub(crate) struct Few {
    /// A bit for every number that is here.
    bits: Vec<u64>,
    /// For every 64 numbers, the place of the one that was added last.
    last: Vec<u32>,
    /// By place: the number, and the place of the one before it among the same 64.
    keys: Vec<u32>,
    before: Vec<u32>,
}

impl Few {
    /// `expected` numbers, more or less, below `bound`.
    pub(crate) fn new(bound: usize, expected: usize) -> Self {
        Self {
            bits: vec![0; bound.div_ceil(64)],
            last: vec![0; bound.div_ceil(64)],
            keys: Vec::with_capacity(expected),
            before: Vec::with_capacity(expected),
        }
    }

    /// The place of a number that is here.
    #[inline]
    pub(crate) fn find(&self, key: u32) -> Option<usize> {
        if self.bits[key as usize / 64] & (1 << (key % 64)) == 0 {
            return None;
        }
        let mut place = self.last[key as usize / 64] as usize;
        while self.keys[place] != key {
            place = self.before[place] as usize;
        }
        Some(place)
    }

    /// The place of a number, which is here from now on.
    pub(crate) fn insert(&mut self, key: u32) -> usize {
        self.find(key).unwrap_or_else(|| self.add(key))
    }

    /// Adds a number that is not here yet.
    pub(crate) fn add(&mut self, key: u32) -> usize {
        let place = self.keys.len();
        self.bits[key as usize / 64] |= 1 << (key % 64);
        self.keys.push(key);
        self.before.push(std::mem::replace(&mut self.last[key as usize / 64], place as u32));
        place
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_the_place_that_they_were_given() {
        let mut few = Few::new(200, 2);
        let added = [7, 199, 0, 63, 64, 1, 199, 7];
        let places: Vec<usize> = added.iter().map(|&key| few.insert(key)).collect();
        assert_eq!(places, [0, 1, 2, 3, 4, 5, 1, 0]);
        assert_eq!(few.keys, [7, 199, 0, 63, 64, 1]);
        for key in 0..200 {
            assert_eq!(few.find(key), few.keys.iter().position(|&known| known == key), "{key}");
        }
    }
}
