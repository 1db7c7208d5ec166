//! After a constraint was refused: which rows are in its way.

use migration_core::dialect::InTheWay;
use migration_core::plan::{Plan, PlannedBody, PlannedMigration, PlannedStatement, Stage};

use super::Run;
use crate::error::{Error, ErrorKind, Result};

impl Run<'_> {
    /// An error of a statement that adds a constraint, with the rows that are in its way, as far as they can be found. They
    /// are looked up after the rollback, so rows of the migration itself are not among them.
    pub(super) async fn with_rows_in_the_way(&mut self, plan: &Plan, error: Error) -> Error {
        let Some(query) = query_for(plan, &error) else {
            return error;
        };
        match self.rows_in_the_way(&query).await {
            Ok(Some(detail)) => error.with_details(vec![detail]),
            // It is help, and nothing more.
            Ok(None) | Err(_) => error,
        }
    }

    /// `rows: 3 in the way: orders.id = 17, 204, 9981`
    async fn rows_in_the_way(&mut self, query: &InTheWay) -> Result<Option<String>> {
        let rows = self.connection.query(&query.sql, &[]).await?;
        let Some(first) = rows.first() else {
            return Ok(None);
        };
        let total: i64 = first.get("total")?;
        let found = rows
            .iter()
            .map(|row| Ok(row.get::<Option<String>>("found")?));
        let found: Vec<Option<String>> = found.collect::<Result<_>>()?;
        let mut found: Vec<String> = (found.into_iter())
            .map(|value| value.unwrap_or_else(|| "NULL".to_owned()))
            .collect();
        if usize::try_from(total).unwrap_or_default() > found.len() {
            found.push("...".to_owned());
        }
        Ok(Some(format!(
            "rows: {total} in the way: {} = {}",
            query.of,
            found.join(", ")
        )))
    }
}

fn query_for(plan: &Plan, error: &Error) -> Option<InTheWay> {
    if error.kind() != ErrorKind::Failed {
        return None;
    }
    let (failed, name) = (error.failed_statement()?, error.migration()?);
    let mut migrations = plan.migrations.iter();
    let planned = migrations.find(|planned| planned.id.to_string() == name)?;
    let mut statements = statements(planned).into_iter();
    let statement = statements.find(|planned| planned.statement.sql == failed.sql)?;
    statement.statement.facts.in_the_way.as_deref().cloned()
}

fn statements(planned: &PlannedMigration) -> Vec<&PlannedStatement> {
    match &planned.body {
        PlannedBody::Steps(steps) => (steps.iter()).flat_map(|step| &step.statements).collect(),
        PlannedBody::Staged(stages) => stages.iter().flat_map(Stage::statements).collect(),
        PlannedBody::Script(_) | PlannedBody::Data { .. } => Vec::new(),
    }
}
