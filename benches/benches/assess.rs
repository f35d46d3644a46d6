//! `cargo bench`: what one message costs, and what building a detector costs.

// The macros of criterion write functions without documentation.
#![allow(missing_docs)]

use criterion::{Criterion, criterion_group, criterion_main};
use vigie::text::{Lexicon, normalise};
use vigie::{Conversation, SignalKind};
use vigie_benches::{LINES, conversation, message, rules_only, with_model};

fn assess(criterion: &mut Criterion) {
    let detector = rules_only();
    // The work must be done: a detector that sees nothing is fast.
    let threat = detector.assess(&mut Conversation::new(), &message(11));
    assert!(LINES[77 % LINES.len()].contains("pay me"));
    assert!(threat.signals.iter().any(|signal| signal.kind == SignalKind::ExposureThreat), "{threat:?}");
    for at in [10, 10_000] {
        let start = conversation(&detector, at);
        criterion.bench_function(&format!("assess, message {at}"), |bencher| {
            let (mut conversation, mut index) = (start.clone(), at);
            bencher.iter(|| {
                index += 1;
                detector.assess(&mut conversation, &message(index))
            });
        });
    }
    criterion.bench_function("assess with model, message 10", |bencher| {
        let detector = with_model();
        let (mut conversation, mut index) = (conversation(&detector, 10), 10);
        bencher.iter(|| {
            index += 1;
            detector.assess(&mut conversation, &message(index))
        });
    });
    criterion.bench_function("normalise", |bencher| {
        let lexicon = Lexicon::new(LINES.iter().flat_map(|line| line.split(' ')));
        let mut index = 0;
        bencher.iter(|| {
            index += 1;
            normalise(LINES[index % LINES.len()], &lexicon)
        });
    });
    criterion.bench_function("snapshot and restore", |bencher| {
        let conversation = conversation(&detector, 200);
        bencher.iter(|| Conversation::restore(&conversation.snapshot()).expect("its own bytes"));
    });
}

fn build(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("build");
    group.sample_size(10);
    group.bench_function("detector", |bencher| bencher.iter(rules_only));
    group.finish();
}

criterion_group!(benches, assess, build);
criterion_main!(benches);
