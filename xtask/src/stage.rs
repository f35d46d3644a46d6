//! The stages of the test run: what each needs, how to get it, what it runs.

use std::process::Command;
use std::time::Instant;

/// One stage.
pub(crate) struct Stage {
    pub(crate) name: &'static str,
    /// Programs that must answer to `--version`, or whole commands that must succeed, each with how to get it:
    /// commands of which one has to succeed, the ordinary way first.
    needs: &'static [(&'static str, &'static str)],
    /// What it needs takes gigabytes and root: a machine that cannot install it leaves the stage out, unless it is named.
    large: bool,
    /// Run in turn from the root of the workspace; each a program and its arguments.
    commands: &'static [&'static [&'static str]],
}

/// How the run was asked for.
pub(crate) struct Options {
    /// Install what is missing instead of skipping.
    pub(crate) install: bool,
    /// Stages were named, not all of them run.
    pub(crate) named: bool,
}

/// How a stage ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    Passed,
    Failed,
    Skipped,
    /// Skipped, and allowed to be: see [`Stage::large`].
    LeftOut,
}

/// Every stage, in the order in which they run: the quick ones first.
pub(crate) const STAGES: &[Stage] = &[
    Stage {
        name: "format",
        needs: &[("rustfmt", "rustup component add rustfmt")],
        large: false,
        commands: &[&["cargo", "fmt", "--all", "--check"]],
    },
    Stage {
        name: "rust",
        needs: &[],
        large: false,
        commands: &[&["cargo", "test", "--workspace", "--locked"]],
    },
    Stage {
        name: "lint",
        needs: &[("cargo-clippy", "rustup component add clippy")],
        large: false,
        commands: &[&["cargo", "clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"]],
    },
    Stage {
        name: "budget",
        needs: &[],
        large: false,
        commands: &[&[
            "cargo",
            "run",
            "--release",
            "--locked",
            "--package",
            "vigie-benches",
            "--bin",
            "budget",
        ]],
    },
    Stage {
        name: "python",
        needs: &[
            ("python3 -m ensurepip --version", "apt-get install --yes python3-venv"),
            ("strip", "apt-get install --yes binutils"),
        ],
        large: false,
        commands: &[&["bash", "bindings/python/test.sh"]],
    },
    Stage {
        name: "kotlin",
        needs: &[("mvn", "apt-get install --yes maven"), ("strip", "apt-get install --yes binutils")],
        large: false,
        commands: &[&[
            "mvn",
            "--batch-mode",
            "--no-transfer-progress",
            "--file",
            "bindings/kotlin/pom.xml",
            "test",
        ]],
    },
    Stage {
        name: "swift",
        needs: &[(
            "bash bindings/swift/linux-toolchain.sh --check",
            "bash bindings/swift/linux-toolchain.sh",
        )],
        large: true,
        commands: &[&["bash", "bindings/swift/test.sh"]],
    },
    Stage {
        name: "web",
        needs: &[
            ("node", "apt-get install --yes nodejs npm"),
            (
                "node bindings/web/scripts/ready.mjs compiler",
                "rustup target add wasm32-unknown-unknown || \
                 apt-get install --yes --no-install-recommends rustc-web rust-web-src lld-19",
            ),
            (
                "node bindings/web/scripts/ready.mjs browser",
                "apt-get install --yes --no-install-recommends chromium",
            ),
            (
                "node bindings/web/scripts/ready.mjs packages",
                "npm ci --no-audit --no-fund --prefix bindings/web",
            ),
        ],
        large: false,
        commands: &[
            &["npm", "run", "build", "--prefix", "bindings/web"],
            &["npm", "run", "build:playground", "--prefix", "bindings/web"],
            &["npm", "test", "--prefix", "bindings/web"],
            &["npm", "run", "test:browser", "--prefix", "bindings/web"],
        ],
    },
];

impl Stage {
    /// Runs the stage, and says how it went.
    pub(crate) fn test(&self, options: &Options) -> Outcome {
        println!("── {} ──", self.name);
        for (program, how) in self.needs {
            if answers(program) || (options.install && install(how)) {
                continue;
            }
            if options.install && self.large && !options.named {
                println!("LEFT OUT {}: this machine could not install its tools with: {how}", self.name);
                return Outcome::LeftOut;
            }
            println!("skipped {}: {program} is missing; get it with: {how}", self.name);
            return Outcome::Skipped;
        }
        let begun = Instant::now();
        let passed = self.commands.iter().all(|command| execute(command, &[]));
        let word = if passed { "passed" } else { "FAILED" };
        println!("── {}: {word} in {:.0} s ──", self.name, begun.elapsed().as_secs_f64());
        if passed { Outcome::Passed } else { Outcome::Failed }
    }
}

/// Runs the commands of one stage with variables set.
pub(crate) fn run(name: &str, variables: &[(&str, &str)]) -> bool {
    STAGES
        .iter()
        .filter(|stage| stage.name == name)
        .all(|stage| stage.commands.iter().all(|command| execute(command, variables)))
}

fn answers(program: &str) -> bool {
    let words: Vec<&str> = program.split_whitespace().collect();
    let (program, arguments) = match words.as_slice() {
        [] => return false,
        [program] => (program, &["--version"][..]),
        [program, arguments @ ..] => (program, arguments),
    };
    let output = Command::new(program).args(arguments).current_dir(root()).output();
    output.is_ok_and(|output| output.status.success())
}

fn install(how: &str) -> bool {
    how.split("||").any(|way| {
        let words: Vec<&str> = way.split_whitespace().collect();
        println!("installing: {}", words.join(" "));
        // A fresh machine knows no packages yet.
        let known = words.first() != Some(&"apt-get") || execute(&["apt-get", "update"], &[]);
        known && execute(&words, &[])
    })
}

fn execute(command: &[&str], variables: &[(&str, &str)]) -> bool {
    let Some((program, arguments)) = command.split_first() else { return false };
    let status = Command::new(program)
        .args(arguments)
        // Cargo names its debug builds there: a binding's test would load them instead of what it tests.
        .env_remove("LD_LIBRARY_PATH")
        .envs(variables.iter().copied())
        .current_dir(root())
        .status();
    match status {
        Ok(status) if status.success() => true,
        Ok(status) => {
            eprintln!("xtask: {} ended with {status}", command.join(" "));
            false
        }
        Err(fault) => {
            eprintln!("xtask: {program}: {fault}");
            false
        }
    }
}

/// The root of the workspace.
fn root() -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}
