//! What is written for "suite_sequences".

use migratory::prelude::*;

pub struct ASequenceCountsAsItWasTold;

#[migration(name = "20260301000000000_sequences_1")]
impl Migration for ASequenceCountsAsItWasTold {
    fn up(&self, schema: &mut Schema) {
        schema
            .create_sequence("numbers")
            .start(10)
            .increment(5)
            .min(10)
            .max(20)
            .cache(1)
            .cycle();
    }
}

pub struct AnAlteredSequenceCountsOnInAnotherWay;

#[migration(name = "20260301000000000_sequences_2")]
impl Migration for AnAlteredSequenceCountsOnInAnotherWay {
    fn up(&self, schema: &mut Schema) {
        schema.create_sequence("numbers").integer();
        schema.create_sequence("others").increment(-2);
        schema
            .alter_sequence("numbers")
            .increment(10)
            .max(1000)
            .cache(1);
        schema.restart_sequence("numbers").with(500);
        schema.rename_sequence("others", "odd_ones");
    }
}

pub struct ADefaultTakesTheNextNumberOfASequence;

#[migration(name = "20260301000000000_sequences_3")]
impl Migration for ADefaultTakesTheNextNumberOfASequence {
    fn up(&self, schema: &mut Schema) {
        schema.create_sequence("numbers").start(7);

        schema.create_table("invoices", |t| {
            t.big_integer("number").default(next_value("numbers"));
            t.string("title", 20);
        });
    }
}

pub struct ADefaultFollowsARenamedSequence;

#[migration(name = "20260301000000000_sequences_4")]
impl Migration for ADefaultFollowsARenamedSequence {
    fn up(&self, schema: &mut Schema) {
        schema.create_sequence("numbers");

        schema.create_table("invoices", |t| {
            t.big_integer("number").default(next_value("numbers"));
            t.string("title", 20);
        });

        schema.rename_sequence("numbers", "invoice numbers");
    }
}

pub struct ASequenceGoesWithItsColumnAndComesBackWithIt;

#[migration(name = "20260301000000000_sequences_5")]
impl Migration for ASequenceGoesWithItsColumnAndComesBackWithIt {
    fn up(&self, schema: &mut Schema) {
        schema.create_sequence("numbers").comment("of invoices");

        schema.create_table("invoices", |t| {
            t.big_integer("number").default(next_value("numbers"));
            t.string("title", 20);
        });

        schema
            .alter_sequence("numbers")
            .owned_by("invoices", "number");
        schema.rename_table("invoices", "bills");

        schema.alter_table("bills", |t| {
            t.rename_column("number", "no");
            t.drop_column("no");
        });

        schema.drop_table("bills");
    }
}
