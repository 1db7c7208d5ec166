//! Partitions. <https://www.postgresql.org/docs/current/ddl-partitioning.html>

use super::{PG, parenthesised};
use crate::dialect::{LockLevel, ProbeObject, Statement, Target, Unsupported};
use crate::operation::{AttachPartition, DetachPartition};
use crate::schema::{BoundValue, ObjectName, PartitionBound, SchemaState, naming};

/// `FOR VALUES ...` or `DEFAULT`.
pub(super) fn bound(bound: &PartitionBound, target: &Target) -> Result<String, Unsupported> {
    let list = |values: &[BoundValue]| {
        let values = values.iter().map(|it| value(it, target));
        Ok::<_, Unsupported>(values.collect::<Result<Vec<_>, _>>()?.join(", "))
    };
    Ok(match bound {
        PartitionBound::Range { from, to } => {
            format!("FOR VALUES FROM ({}) TO ({})", list(from)?, list(to)?)
        }
        PartitionBound::List(values) => format!("FOR VALUES IN ({})", list(values)?),
        PartitionBound::Hash { modulus, remainder } => {
            format!("FOR VALUES WITH (MODULUS {modulus}, REMAINDER {remainder})")
        }
        PartitionBound::Default => "DEFAULT".to_owned(),
    })
}

fn value(value: &BoundValue, target: &Target) -> Result<String, Unsupported> {
    Ok(match value {
        BoundValue::Value(value) => PG.literal(value),
        BoundValue::Expression(expression) => parenthesised(expression, target)?,
        BoundValue::Minimum => "MINVALUE".to_owned(),
        BoundValue::Maximum => "MAXVALUE".to_owned(),
    })
}

/// The rows that are there are read, unless a check says already that all are within the bound. Other partitions are
/// read and written meanwhile; the statement names the table that becomes one, which is not.
pub(super) fn attach(op: &AttachPartition, target: &Target) -> Result<Statement, Unsupported> {
    let statement = Statement::new(format!(
        "ALTER TABLE {} ATTACH PARTITION {} {}",
        PG.quote_name(&op.parent),
        PG.quote_name(&op.partition),
        bound(&op.bound, target)?
    ));
    Ok(statement
        .locks(&op.partition, LockLevel::AccessExclusive)
        .scans())
}

/// Concurrently, the server leaves a check behind that says what the bound said; a state has no such check.
pub(super) fn detach(op: &DetachPartition, before: &SchemaState) -> Vec<Statement> {
    let (parent, partition) = (PG.quote_name(&op.parent), PG.quote_name(&op.partition));
    let words = if op.concurrently { " CONCURRENTLY" } else { "" };
    let sql = format!("ALTER TABLE {parent} DETACH PARTITION {partition}{words}");
    let statement = Statement::new(sql);
    if !op.concurrently {
        return vec![statement.locks(&op.parent, LockLevel::AccessExclusive)];
    }
    let detached = statement
        .locks(&op.parent, LockLevel::ShareUpdateExclusive)
        .outside_transaction()
        .removes(ProbeObject::Partition(
            op.parent.clone(),
            op.partition.clone(),
        ));
    let check = PG.quote(&left_check(&op.partition, &op.parent, before));
    let sql = format!("ALTER TABLE {partition} DROP CONSTRAINT IF EXISTS {check}");
    vec![
        detached,
        Statement::new(sql).locks(&op.partition, LockLevel::AccessExclusive),
    ]
}

/// The name that the server makes up: with the column, if the bound is about one.
fn left_check(partition: &ObjectName, parent: &ObjectName, before: &SchemaState) -> String {
    let keys = before
        .table(parent)
        .and_then(|table| table.partitioning.as_ref());
    let keys = keys.map(|partitioning| partitioning.keys.as_slice());
    let mut columns = before
        .table(parent)
        .into_iter()
        .flat_map(|table| &table.columns);
    let column = match keys {
        Some([key]) => columns.find(|column| {
            let text = key.any_text();
            text == column.name || text == PG.quote(&column.name)
        }),
        Some(_) | None => None,
    };
    let columns: Vec<&str> = column.iter().map(|column| column.name.as_str()).collect();
    let name = naming::check(partition, &columns);
    let taken = before
        .table(partition)
        .is_some_and(|table| table.constraint(&name).is_some());
    if taken { format!("{name}1") } else { name }
}
