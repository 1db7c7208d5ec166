//! What is written for "suite_storage".

use migratory::prelude::*;

pub struct AnUnloggedTableIsOne;

#[migration(name = "20260301000000000_storage_1")]
impl Migration for AnUnloggedTableIsOne {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("cache", |t| {
            t.unlogged();
            t.id();
        });
    }
}

pub struct ATableLeavesTheLogWithItsRows;

#[migration(name = "20260301000000000_storage_2")]
impl Migration for ATableLeavesTheLogWithItsRows {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.id();
            t.string("name", 40);
        });

        schema.alter_table("users", |t| {
            t.set_unlogged();
        });
    }
}

pub struct StorageParametersOfATableAreSetAndReset;

#[migration(name = "20260301000000000_storage_3")]
impl Migration for StorageParametersOfATableAreSetAndReset {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("counters", |t| {
            t.integer("hits");
            t.text("note");
            t.with("fillfactor", "70");
            t.with("toast.autovacuum_enabled", "false");
        });

        schema.alter_table("counters", |t| {
            t.set_storage("autovacuum_enabled", "false");
            t.reset_storage("fillfactor");
            t.reset_storage("toast.autovacuum_enabled");
        });
    }
}

pub struct AColumnIsCompressedAndSampledInItsOwnWay;

#[migration(name = "20260301000000000_storage_4")]
impl Migration for AColumnIsCompressedAndSampledInItsOwnWay {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("pages", |t| {
            t.text("body").compression("pglz").statistics(50);
        });

        schema.alter_table("pages", |t| {
            t.set_compression("body", "lz4");
            t.reset_statistics("body");
            t.change_type("body", string(20000));
        });
    }
}
