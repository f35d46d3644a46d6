//! A few numbers out of many, each with something that is known of it.
//!
//! A message has some dozens of the thousands of symbols that a language knows, and asks for some dozens of its sets. A
//! bit for each of them is cleared in no time; a table with an entry for each is not.

/// Numbers below a bound, in the order in which they were added.
#[derive(Debug, Default)]
pub(crate) struct Few<T> {
    /// Every 64 numbers.
    blocks: Vec<Block>,
    entries: Vec<Entry<T>>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Block {
    /// A bit for every number that is here.
    bits: u64,
    /// The place of the one that was added last.
    last: u32,
}

#[derive(Debug)]
struct Entry<T> {
    key: u32,
    /// The place of the one before it in the same block.
    before: u32,
    value: T,
}

impl<T: Default> Few<T> {
    /// `expected` numbers, more or less, below `bound`.
    pub(crate) fn new(bound: usize, expected: usize) -> Self {
        Self { blocks: vec![Block::default(); bound.div_ceil(64)], entries: Vec::with_capacity(expected) }
    }

    /// Whether a number is here.
    #[inline]
    pub(crate) fn has(&self, key: u32) -> bool {
        self.blocks[key as usize / 64].bits & (1 << (key % 64)) != 0
    }

    /// The place of a number that is here.
    #[inline]
    pub(crate) fn find(&self, key: u32) -> Option<usize> {
        let block = self.blocks[key as usize / 64];
        if block.bits & (1 << (key % 64)) == 0 {
            return None;
        }
        let mut place = block.last as usize;
        while self.entries[place].key != key {
            place = self.entries[place].before as usize;
        }
        Some(place)
    }

    /// What is known of a number that is here.
    #[inline]
    pub(crate) fn get(&self, key: u32) -> Option<&T> {
        self.find(key).map(|place| &self.entries[place].value)
    }

    /// What is known of a number, which is here from now on.
    #[inline]
    pub(crate) fn insert(&mut self, key: u32) -> &mut T {
        let place = self.find(key).unwrap_or_else(|| self.add(key, T::default()));
        &mut self.entries[place].value
    }

    /// Adds a number that is not here yet; its place.
    pub(crate) fn add(&mut self, key: u32, value: T) -> usize {
        let place = self.entries.len();
        let block = &mut self.blocks[key as usize / 64];
        block.bits |= 1 << (key % 64);
        let before = std::mem::replace(&mut block.last, place as u32);
        self.entries.push(Entry { key, before, value });
        place
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_the_place_that_they_were_given() {
        let mut few: Few<u32> = Few::new(200, 2);
        let added = [7, 199, 0, 63, 64, 1, 199, 7];
        for key in added {
            *few.insert(key) += key;
        }
        let keys: Vec<u32> = few.entries.iter().map(|entry| entry.key).collect();
        assert_eq!(keys, [7, 199, 0, 63, 64, 1]);
        for key in 0..200 {
            assert_eq!(few.find(key), keys.iter().position(|&known| known == key), "{key}");
            assert_eq!(few.has(key), keys.contains(&key), "{key}");
            let times = added.iter().filter(|&&one| one == key).count() as u32;
            assert_eq!(few.get(key).copied(), (times > 0).then_some(times * key), "{key}");
        }
    }
}
