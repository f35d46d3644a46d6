//! The memory of one chat, shared with the other side.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::error::VigieError;

/// The bounded memory of one chat: numbers and hashes, no text, no names. Calls from several threads wait for each other.
#[derive(uniffi::Object)]
pub struct Conversation {
    state: Mutex<vigie::Conversation>,
}

#[uniffi::export]
impl Conversation {
    /// A new conversation. Give each one a random salt of its own, so that hashes of two conversations cannot be
    /// compared; with the same salt the same messages give the same bytes, which tests want.
    #[uniffi::constructor(default(salt = 0))]
    pub fn new(salt: u64) -> Self {
        Self::of(vigie::Conversation::with_salt(salt))
    }

    /// A conversation as it was when its snapshot was taken.
    ///
    /// Fails when the bytes are no conversation, are damaged, or were written by a newer version.
    #[uniffi::constructor]
    #[expect(clippy::needless_pass_by_value, reason = "a slice would be a direct ByteBuffer in Kotlin")]
    pub fn restore(bytes: Vec<u8>) -> Result<Self, VigieError> {
        Ok(Self::of(vigie::Conversation::restore(&bytes)?))
    }

    /// The conversation as bytes, at most 4,096 of them, to be stored encrypted beside the thread.
    pub fn snapshot(&self) -> Vec<u8> {
        self.lock().snapshot()
    }

    /// The protected person has seen the help: the alert ends. New evidence raises a new one.
    pub fn acknowledge(&self) {
        self.lock().acknowledge();
    }

    /// The protected person says that what raised the waiting alert was fine: the alert ends, and it takes more to raise
    /// another about the same sender, up to three times. An explicit threat that demands something alerts all the same.
    pub fn dismiss(&self) {
        self.lock().dismiss();
    }

    /// Marks a sender as one whom the protected person's family knows: it takes more to worry about them. An explicit
    /// threat to expose someone alerts all the same. Eight senders at most: a ninth replaces the one marked first.
    pub fn trust(&self, sender: &str) {
        self.lock().trust(sender);
    }

    /// Takes `trust` back.
    pub fn distrust(&self, sender: &str) {
        self.lock().distrust(sender);
    }

    /// Whether a sender is marked as trusted.
    pub fn is_trusted(&self, sender: &str) -> bool {
        self.lock().is_trusted(sender)
    }

    /// Whether an alert waits to be acknowledged.
    pub fn is_alerting(&self) -> bool {
        self.lock().is_alerting()
    }

    /// How many messages were taken in.
    pub fn messages(&self) -> u32 {
        self.lock().messages()
    }

    /// The number under which a sender appears in `Assessment.about`.
    pub fn participant(&self, sender: &str) -> u64 {
        self.lock().participant(sender)
    }
}

impl Conversation {
    fn of(conversation: vigie::Conversation) -> Self {
        Self { state: Mutex::new(conversation) }
    }

    /// A thread that died while it held the lock cannot have broken the numbers behind it.
    pub(crate) fn lock(&self) -> MutexGuard<'_, vigie::Conversation> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::Conversation;

    #[test]
    fn a_thread_that_died_with_the_lock_locks_nobody_out() {
        let conversation = Conversation::new(5);
        let died = std::thread::scope(|scope| {
            let work = || {
                let _lock = conversation.lock();
                std::panic::resume_unwind(Box::new("gone"));
            };
            scope.spawn(work).join()
        });
        assert!(died.is_err() && conversation.state.is_poisoned());
        assert!(Conversation::restore(conversation.snapshot()).is_ok());
    }
}
