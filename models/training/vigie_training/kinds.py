"""The names that the engine and the training share: `crates/vigie/src/signal.rs` and `assessment.rs`."""

THREATS = ["grooming", "sextortion_content", "sextortion_money", "exposure"]
CALMING = {"same_age_peer", "known_context", "third_party_talk", "play", "account_or_payment_scam"}
GROUPS = {
    "contact": ["age_question", "age_claim_mismatch", "platform_move", "identity_deception"],
    "trust": ["flattery_maturity", "fast_intimacy", "gift_or_money_offer", "opportunity_lure"],
    "isolation": ["secrecy", "isolation", "evidence_removal"],
    "probing": ["personal_info_request", "supervision_check", "guilt_pressure", "compliance_test"],
    "content_seeking": ["camera_request", "image_request", "sexual_topic", "unsolicited_sexual_content"],
    "coercion": [
        "live_video_demand", "possession_claim", "exposure_threat", "contact_list_proof", "money_demand",
        "content_demand", "deadline", "repeat_demand", "fabricated_image_threat", "doxxing", "shame_account",
    ],
    "approach": ["meeting_request", "travel_logistics"],
}
VICTIM = ["age_disclosure_minor", "victim_plea", "distress", "help_seeking", "third_party_disclosure"]
KINDS = [kind for kinds in GROUPS.values() for kind in kinds] + VICTIM + sorted(CALMING)
