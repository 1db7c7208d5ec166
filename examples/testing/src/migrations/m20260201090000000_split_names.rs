use migratory::prelude::*;

struct SplitNames;

#[migration]
impl Migration for SplitNames {
    fn up(&self, schema: &mut Schema) {
        schema.alter_table("customers", |t| {
            t.rename_column("name", "full_name");
            t.add_column("short_name", string(50)).optional();
        });
    }
}
