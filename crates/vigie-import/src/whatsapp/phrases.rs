//! What WhatsApp itself writes into an export, per language: English, French, German, Spanish, Italian,
//! Portuguese, Dutch.
//!
//! A line with a sender is left out only when it *is* one of these notices and carries WhatsApp's own mark:
//! a notice kept does no harm, a message dropped does. So nobody can hide a message by writing «left» in it.

use crate::MediaKind;
use crate::whatsapp::header::is_mark;

/// What a body stands for, once WhatsApp's own words are taken out of it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Body {
    pub(crate) text: String,
    pub(crate) media: Option<MediaKind>,
    pub(crate) edited: bool,
    pub(crate) deleted: bool,
}

/// Takes WhatsApp's own words out of a message.
pub(crate) fn body(written: &str) -> Body {
    let mut body = Body::default();
    let mut text = trim(written);
    // Most messages end otherwise: compare only those that could match.
    if text.ends_with('>')
        && let Some(rest) = EDITED.iter().find_map(|mark| strip_suffix_ignoring_case(text, mark))
    {
        body.edited = true;
        text = trim(rest);
    }
    if DELETED.iter().any(|notice| same(text, notice)) {
        body.deleted = true;
        return body;
    }
    let (media, caption) = media(text);
    body.media = media;
    text = trim(caption);
    text.clone_into(&mut body.text);
    body
}

/// True for a text that is one of WhatsApp's notices, on a line that names a sender (iOS does that).
pub(crate) fn is_notice(written: &str) -> bool {
    if !written.starts_with('\u{200e}') {
        return false;
    }
    let text = trim(written);
    if LONG_NOTICES.iter().any(|notice| text.starts_with(notice)) {
        return true;
    }
    // «Missed voice call, ‎Tap to call back», «Appel vocal. ‎2 min.»: the mark starts the second part.
    let call = text.split(is_mark).next().unwrap_or(text);
    CALLS.iter().any(|notice| same(call.trim_end_matches([' ', ',', '.', '\u{a0}']), notice))
}

/// True for an Android notice without a sender whose quoted group name holds a colon, which looks like
/// `sender: text`.
pub(crate) fn is_split_notice(sender: &str, text: &str) -> bool {
    let open = sender.chars().filter(|c| matches!(c, '"' | '“' | '”' | '„' | '«' | '»')).count() % 2 == 1;
    let closed = text.trim_end_matches(['.', ' ']).ends_with(['"', '”', '“', '»']);
    open && closed && GROUP_NOTICES.iter().any(|notice| sender.contains(notice))
}

fn media(text: &str) -> (Option<MediaKind>, &str) {
    if OMITTED_ANY.iter().any(|words| same(text, words)) {
        return (Some(MediaKind::File), "");
    }
    // iOS puts the caption first, then its mark, then the placeholder.
    let (caption, last) = text.rsplit_once('\u{200e}').unwrap_or(("", text));
    if let Some((_, kind)) = OMITTED.iter().find(|(words, _)| same(last.trim(), words)) {
        return (Some(*kind), caption);
    }
    if let Some(name) = last.trim().strip_prefix('<').and_then(|last| last.strip_suffix('>')) {
        let attached = ATTACHED_IOS.iter().find_map(|word| name.strip_prefix(word));
        if let Some(name) =
            attached.and_then(|name| name.trim_start_matches([' ', '\u{a0}']).strip_prefix(':'))
        {
            return (Some(MediaKind::of_file_name(name)), caption);
        }
    }
    // Android names the file on the first line, and the caption follows.
    let (first, caption) = text.split_once('\n').unwrap_or((text, ""));
    if let Some(name) = ATTACHED_ANDROID.iter().find_map(|words| first.trim_end().strip_suffix(words))
        && name.contains('.')
    {
        return (Some(MediaKind::of_file_name(name.trim())), caption);
    }
    (None, text)
}

fn trim(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || is_mark(c))
}

fn same(text: &str, words: &str) -> bool {
    let text = text.strip_suffix('.').unwrap_or(text);
    text.len() == words.len() && text.to_lowercase() == words.to_lowercase()
}

fn strip_suffix_ignoring_case<'a>(text: &'a str, suffix: &str) -> Option<&'a str> {
    let start = text.len().checked_sub(suffix.len())?;
    let (rest, end) = text.split_at_checked(start)?;
    (end.to_lowercase() == suffix.to_lowercase()).then_some(rest)
}

const EDITED: [&str; 10] = [
    "<This message was edited>",
    "<Ce message a été modifié>",
    "<Diese Nachricht wurde bearbeitet.>",
    "<Diese Nachricht wurde bearbeitet>",
    "<Se editó este mensaje.>",
    "<Se editó este mensaje>",
    "<Questo messaggio è stato modificato>",
    "<Mensagem editada>",
    "<Esta mensagem foi editada>",
    "<Dit bericht is bewerkt>",
];

const DELETED: [&str; 16] = [
    "This message was deleted",
    "You deleted this message",
    "Ce message a été supprimé",
    "Vous avez supprimé ce message",
    "Diese Nachricht wurde gelöscht",
    "Du hast diese Nachricht gelöscht",
    "Se eliminó este mensaje",
    "Este mensaje fue eliminado",
    "Eliminaste este mensaje",
    "Questo messaggio è stato eliminato",
    "Hai eliminato questo messaggio",
    "Mensagem apagada",
    "Esta mensagem foi apagada",
    "Você apagou esta mensagem",
    "Dit bericht is verwijderd",
    "Je hebt dit bericht verwijderd",
];

const OMITTED_ANY: [&str; 11] = [
    "<Media omitted>",
    "<Médias omis>",
    "<Média omis>",
    "<Medien ausgeschlossen>",
    "<Multimedia omitido>",
    "<Archivo omitido>",
    "<Media omessi>",
    "<Mídia oculta>",
    "<Arquivo de mídia oculto>",
    "<Mídia omitida>",
    "<Media weggelaten>",
];

const OMITTED: [(&str, MediaKind); 48] = [
    ("image omitted", MediaKind::Photo),
    ("video omitted", MediaKind::Video),
    ("video note omitted", MediaKind::Video),
    ("GIF omitted", MediaKind::Video),
    ("audio omitted", MediaKind::Audio),
    ("sticker omitted", MediaKind::File),
    ("document omitted", MediaKind::File),
    ("Contact card omitted", MediaKind::File),
    ("image absente", MediaKind::Photo),
    ("image omise", MediaKind::Photo),
    ("vidéo absente", MediaKind::Video),
    ("vidéo omise", MediaKind::Video),
    ("GIF retiré", MediaKind::Video),
    ("audio omis", MediaKind::Audio),
    ("audio absent", MediaKind::Audio),
    ("sticker omis", MediaKind::File),
    ("document manquant", MediaKind::File),
    ("fiche contact manquante", MediaKind::File),
    ("Bild weggelassen", MediaKind::Photo),
    ("Video weggelassen", MediaKind::Video),
    ("GIF weggelassen", MediaKind::Video),
    ("Audio weggelassen", MediaKind::Audio),
    ("Sticker weggelassen", MediaKind::File),
    ("Dokument weggelassen", MediaKind::File),
    ("Kontaktkarte ausgelassen", MediaKind::File),
    ("imagen omitida", MediaKind::Photo),
    ("Video omitido", MediaKind::Video),
    ("GIF omitido", MediaKind::Video),
    ("audio omitido", MediaKind::Audio),
    ("sticker omitido", MediaKind::File),
    ("documento omitido", MediaKind::File),
    ("Tarjeta de contacto omitida", MediaKind::File),
    ("immagine omessa", MediaKind::Photo),
    ("video omesso", MediaKind::Video),
    ("GIF esclusa", MediaKind::Video),
    ("audio omesso", MediaKind::Audio),
    ("sticker non incluso", MediaKind::File),
    ("documento omesso", MediaKind::File),
    ("imagem ocultada", MediaKind::Photo),
    ("imagem omitida", MediaKind::Photo),
    ("vídeo omitido", MediaKind::Video),
    ("áudio ocultado", MediaKind::Audio),
    ("figurinha omitida", MediaKind::File),
    ("afbeelding weggelaten", MediaKind::Photo),
    ("video weggelaten", MediaKind::Video),
    ("GIF weggelaten", MediaKind::Video),
    ("audio weggelaten", MediaKind::Audio),
    ("document weggelaten", MediaKind::File),
];

const ATTACHED_IOS: [&str; 7] =
    ["attached", "pièce jointe", "Anhang", "adjunto", "allegato", "anexado", "bijgevoegd"];

const ATTACHED_ANDROID: [&str; 7] = [
    "(file attached)",
    "(fichier joint)",
    "(Datei angehängt)",
    "(archivo adjunto)",
    "(file allegato)",
    "(arquivo anexado)",
    "(bestand bijgevoegd)",
];

const LONG_NOTICES: [&str; 12] = [
    "Messages and calls are end-to-end encrypted",
    "Messages to this group are now secured with end-to-end encryption",
    "Messages to this chat and calls are now secured with end-to-end encryption",
    "Les messages et les appels sont chiffrés de bout en bout",
    "Les messages et appels sont chiffrés de bout en bout",
    "Nachrichten und Anrufe sind Ende-zu-Ende-verschlüsselt",
    "Los mensajes y las llamadas están cifrados de extremo a extremo",
    "I messaggi e le chiamate sono crittografati end-to-end",
    "As mensagens e as ligações são protegidas com a criptografia de ponta a ponta",
    "As mensagens e ligações são protegidas com a criptografia de ponta a ponta",
    "Berichten en oproepen zijn end-to-end versleuteld",
    "Berichten en gesprekken zijn end-to-end versleuteld",
];

const CALLS: [&str; 18] = [
    "Missed voice call",
    "Missed video call",
    "Missed group voice call",
    "Missed group video call",
    "Voice call",
    "Video call",
    "Appel vocal manqué",
    "Appel vidéo manqué",
    "Appel vocal",
    "Appel vidéo",
    "Verpasster Sprachanruf",
    "Verpasster Videoanruf",
    "Llamada perdida",
    "Videollamada perdida",
    "Chiamata vocale persa",
    "Videochiamata persa",
    "Ligação de voz perdida",
    "Gemiste spraakoproep",
];

const GROUP_NOTICES: [&str; 17] = [
    "created group",
    "changed the subject",
    "changed the group name",
    "a créé le groupe",
    "avez créé le groupe",
    "a changé le sujet",
    "a changé le nom du groupe",
    "hat die Gruppe",
    "hat den Betreff",
    "creó el grupo",
    "cambió el asunto",
    "cambió el nombre",
    "ha creato il gruppo",
    "ha cambiato",
    "criou o grupo",
    "mudou o nome",
    "heeft de groep",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn media_and_captions_come_apart() {
        let photo =
            |text: &str| Body { text: text.to_owned(), media: Some(MediaKind::Photo), ..Body::default() };
        assert_eq!(body("\u{200e}image omitted"), photo(""));
        assert_eq!(body("look \u{200e}image omitted"), photo("look"));
        assert_eq!(body("IMG-20240115-WA0001.jpg (file attached)\nthe cat"), photo("the cat"));
        assert_eq!(body("\u{200e}IMG-20240115-WA0001.jpg (fichier joint)"), photo(""));
        assert_eq!(body("le chat \u{200e}<pièce jointe : 00000002-PHOTO-2024.jpg>"), photo("le chat"));
        assert_eq!(body("\u{200e}<attached: 00000002-PHOTO-2024.jpg>"), photo(""));
        assert_eq!(body("<Médias omis>").media, Some(MediaKind::File));
    }

    #[test]
    fn words_of_people_stay() {
        for text in
            ["the image omitted the cat", "I was added and left", "<3", "a (file attached)", "omitted"]
        {
            assert_eq!(body(text), Body { text: text.to_owned(), ..Body::default() });
            assert!(!is_notice(text));
            assert!(!is_notice(&format!("\u{200e}{text}")));
        }
    }

    #[test]
    fn edits_and_deletions_are_flags() {
        let edited = body("see you at 5 \u{200e}<This message was edited>");
        assert_eq!((edited.text.as_str(), edited.edited), ("see you at 5", true));
        assert!(body("Vous avez supprimé ce message").deleted);
        assert!(body("\u{200e}This message was deleted.").deleted);
        assert!(!body("This message was deleted by mistake").deleted);
    }

    #[test]
    fn notices_with_a_sender() {
        assert!(is_notice("\u{200e}Messages and calls are end-to-end encrypted. No one outside…"));
        assert!(is_notice("\u{200e}Missed voice call, \u{200e}Tap to call back"));
        assert!(!is_notice("Missed voice call"));
        assert!(!is_notice("\u{200e}Video call me, alone"));
        assert!(is_split_notice("Léa changed the subject from \"Trip", "Paris\" to \"Trip: Rome\""));
        assert!(!is_split_notice("Léa \"the boss\"", "hello \"you\""));
    }
}
