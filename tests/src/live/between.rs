//! Law 1 of architecture.md between two databases: the difference of what is read of them makes the one of the other.

use migration_core::dialect::canonical;
use migration_core::diff::{Options, diff};
use migration_core::operation::{ColumnChange, Operation};
use migration_core::schema::{Expression, SchemaState};

use super::Live;
use crate::difference::difference;

/// What came of a pair.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Between {
    /// Operations that were run.
    pub run: usize,
    /// Ways that the database has no operations for, and what it says of them.
    pub refused: Vec<String>,
}

impl Live {
    /// Makes the states of two histories from nothing, the one after the other, and then the first of the second and back
    /// again. Each time what is read is what was read before.
    ///
    /// # Errors
    ///
    /// The first statement that fails, or the first difference.
    pub fn between(&mut self, a: &SchemaState, b: &SchemaState) -> Result<Between, String> {
        let mut done = Between::default();
        let mut made = Vec::new();
        for wanted in [a, b] {
            self.empty();
            let wanted = canonical(wanted, &self.target);
            if !self.leads(&SchemaState::new(), &wanted, &mut done)? {
                return Ok(done);
            }
            made.push(self.read()?);
        }
        let mut from = &made[1];
        for to in [&made[0], &made[1]] {
            if !self.leads(from, to, &mut done)? {
                return Ok(done);
            }
            let found = self.read()?;
            let said = |error| format!("from {from:#?}\n{error}");
            difference(to, &found).map_err(said)?;
            for (from, to) in [(&found, to), (to, &found)] {
                let again = changes(from, to)?;
                if !again.is_empty() {
                    return Err(format!("a second difference: {again:?}"));
                }
            }
            from = to;
        }
        Ok(done)
    }

    /// Runs what makes the one state of the other, if the database can do it.
    fn leads(
        &mut self,
        from: &SchemaState,
        to: &SchemaState,
        done: &mut Between,
    ) -> Result<bool, String> {
        let operations = changes(from, to)?;
        if let Some(refused) = self.refuses(&operations, from) {
            let all: Vec<String> = operations.iter().map(Operation::describe).collect();
            done.refused
                .push(format!("{refused}\n of {}", all.join("\n")));
            return Ok(false);
        }
        let mut state = from.clone();
        for operation in &operations {
            let mut outcome = self.apply("the difference", operation, &mut state.clone());
            let has_no_cast =
                |error: &String| error.contains("cannot be cast automatically to type");
            if outcome.as_ref().is_err_and(has_no_cast)
                && let Operation::AlterColumn(op) = operation
                && let ColumnChange::Type { to, .. } = &op.change
            {
                // What becomes of values for which there is no cast is said by whoever writes the migration. There are none.
                let mut said = op.clone();
                said.change = ColumnChange::Type {
                    to: to.clone(),
                    using: Some(Expression::new("NULL")),
                };
                outcome = self.apply("the difference", &(*said).into(), &mut state.clone());
            }
            outcome.map_err(|error| {
                let all: Vec<String> = operations.iter().map(Operation::describe).collect();
                format!("{error}\nof\n{}", all.join("\n"))
            })?;
            state
                .apply(operation)
                .map_err(|conflicts| format!("{operation:?}\n{conflicts:?}"))?;
        }
        done.run += operations.len();
        Ok(true)
    }
}

fn changes(from: &SchemaState, to: &SchemaState) -> Result<Vec<Operation>, String> {
    let mut options = Options::default();
    options.answers.never_ask = true;
    diff(from, to, &options).map_err(|undecided| undecided.to_string())
}
