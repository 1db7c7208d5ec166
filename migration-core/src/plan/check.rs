//! The whole history without a database: up, and each way back.

use std::collections::BTreeSet;

use super::compile::check_on;
use crate::dialect::Target;
use crate::registry::History;
use crate::squash::proven;
use crate::{Error, ErrorKind, Problem};

/// A history that can be applied, and what is worth knowing of it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Checked {
    /// How many migrations there are.
    pub migrations: usize,
    /// What a run can do and somebody may regret: a migration that cannot be rolled back, a `down` that leaves another
    /// schema than the one before.
    pub warnings: Vec<Problem>,
}

/// Replays a history for these databases: a migration that replaces others in their place, and where the program has them as
/// well, both, which have to lead to the same schema.
///
/// # Errors
///
/// Every operation that cannot be applied, up or down, or that a database cannot do, each at the user's line, and once,
/// however many databases it is wrong on.
pub fn check(history: &History, targets: &[Target]) -> Result<Checked, Error> {
    let mut checked = Checked {
        migrations: history.entries().len(),
        warnings: Vec::new(),
    };
    let (mut kind, mut problems) = (None, Vec::new());
    let mut said = BTreeSet::new();
    let mut is_new = |problem: &Problem| {
        said.insert((problem.message.clone(), problem.at.map(|at| at.to_string())))
    };
    for target in targets {
        let (wrong, unproven) = proven(history, target);
        let (warnings, mut errors) = match check_on(history, target) {
            Ok(warnings) => (warnings, Vec::new()),
            Err(errors) => (Vec::new(), errors),
        };
        if !wrong.is_empty() {
            errors.push(Error::new(ErrorKind::Squash, wrong));
        }
        let warnings = warnings.into_iter().chain(unproven);
        checked.warnings.extend(warnings.filter(&mut is_new));
        for error in errors {
            kind = kind.or(Some(error.kind()));
            problems.extend(error.problems().iter().filter(|it| is_new(it)).cloned());
        }
    }
    match kind {
        None => Ok(checked),
        Some(kind) => Err(Error::new(kind, problems)),
    }
}
