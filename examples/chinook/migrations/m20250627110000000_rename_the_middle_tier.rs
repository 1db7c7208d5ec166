//! Marketing has found a better name.

use migratory::prelude::*;

pub struct RenameTheMiddleTier;

#[migration]
impl Migration for RenameTheMiddleTier {
    fn up(&self, schema: &mut Schema) {
        schema.rename_type_value("customer_tier", "plus", "silver");
    }
}
