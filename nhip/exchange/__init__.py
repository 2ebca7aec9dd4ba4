"""Liên thông văn bản: carry documents between agencies, and prove it.

An outgoing document becomes a *message* (gói tin): one edXML envelope for one
recipient, built and signed once by the sending agency. The hub passes it on;
the receiving node keeps it as received and answers with a signed *receipt*.
What comes in is acknowledged once and announced; what it means is for others.

Says    exchange.message.queued, .sent, .refused, .expired, .unanswered, .redriven,
        .received, .damaged, .acknowledged, .noted, .contradicted, .unmatched, .conflict,
        exchange.relay.taken, .delivered, .refused, .expired, .redriven, .conflict,
        exchange.refusal.noted, exchange.partner.registered, .distrusted
Hears   exchange.message.queued, .redriven, exchange.relay.taken, .redriven
Talks   to the hub and, as the hub, to nodes, through providers
"""
