import type { Words } from "./words";

export const en: Words = {
  customer: {
    facts: {
      nothing_known: "There is no request for a code on record here.",
      nothing_sent: "Your request is on record, but no message for it yet.",
      refused: "Our security check declined this request, and no message for it is on record.",
      blocked: "This attempt was stopped at {time}.",
      verified: "Verification was completed at {time}.",
      wrong_code: "The code entered at {time} was not correct.",
      older_code: "The code entered at {time} was not correct; it may be from an earlier message.",
      delivered: "A delivery report says that the message sent at {time} was delivered.",
      delivered_valid:
        "A delivery report says that the message sent at {time} was delivered; its code is valid until {until}.",
      delivered_unused:
        "A delivery report says that the message sent at {time} was delivered, but no code entry is on record.",
      delivered_too_late:
        "A delivery report says that the message sent at {time} was delivered only after its code had expired.",
      conflicting: "Reports about the message sent at {time} conflict: one says delivered, another says not delivered.",
      partial: "A report says that only a part of the message sent at {time} was delivered.",
      no_receipt: "We have no delivery report for the message sent at {time}.",
      no_receipts_here: "The message sent at {time} was handed to a network that gives us no delivery reports.",
      not_understood: "The report about the message sent at {time} is not clear to us yet.",
      waiting: "There is no delivery report yet for the message sent at {time}.",
      waiting_slow: "The message sent at {time} has no delivery report yet; this takes longer than usual.",
      failed: "A report says that the message sent at {time} was not delivered.",
      failed_phone_off:
        "A report says that the message sent at {time} was not delivered; the phone may be off or out of coverage.",
      failed_number:
        "A report says that the message sent at {time} was not delivered; the number may be wrong or not in use.",
      failed_filtered: "A report says that a filter may have blocked the message sent at {time}.",
      failed_opted_out: "A report says that a request to stop our messages to this number is on record.",
      failed_too_late: "A report says that the message sent at {time} could not be delivered in time.",
    },
    steps: {
      wait: "Please wait {minutes, plural, one {# minute} other {# minutes}} before asking for a new code.",
      look: "Please look through your messages, also those marked as spam.",
      look_and_wait:
        "Please look through your messages, also those marked as spam, and wait {minutes, plural, one {# minute} other {# minutes}} before asking for a new code.",
      newest_code: "Please use only the code from the newest message; earlier codes may no longer work.",
      ask_new: "Please ask for a new code.",
      if_missing: "If you do not have the code, please ask for a new one.",
      check_phone: "Please check that your phone is on and has coverage, then ask for a new code.",
      other_channel:
        "You can ask for the code {channel, select, whatsapp {by WhatsApp} voice {by voice call} email {by email} other {in another way}}.",
      check_number: "Please check that the number you gave is your current number, with the country code.",
      not_you: "If you did not ask for this code, do not share it with anyone, and secure your account.",
      stop: "We cannot send another code for this attempt.",
      app_stop: "We cannot send a code now. Please contact support.",
      done: "If that was not you, please tell us at once.",
      app_done: "You do not need another code.",
      works_now: "You do not need another code.",
    },
  },
  agent: {
    situations: {
      nothing_known: { known: "Nothing is known of this attempt.", causes: [] },
      nothing_sent: {
        known: "A code was asked for; no message is on record.",
        causes: ["the app has not registered the message yet", "the send failed before it was registered"],
      },
      refused: { known: "The abuse check refused the request; no message is on record.", causes: [] },
      blocked: { known: "The app blocked the attempt.", causes: [] },
      verified: { known: "The app reports that verification was completed.", causes: [] },
      wrong_code: {
        known: "The app reports a wrong code.",
        causes: ["the code of an earlier message", "a typing error", "somebody else is trying"],
      },
      delivered: {
        known: "A report says that the message was delivered. That is not proof that anybody saw it.",
        causes: ["the message stands in a spam folder", "the phone is in other hands", "the report is not true"],
      },
      delivered_unused: {
        known: "A report says that the message was delivered; no code entry is on record.",
        causes: ["the message stands in a spam folder", "the user gave up", "the report is not true"],
      },
      delivered_too_late: {
        known: "A report says that the message was delivered after its code had expired.",
        causes: ["the phone was off", "a slow route", "codes that are valid for too short a time"],
      },
      conflicting: {
        known: "One report says that the message was delivered, another that it was not.",
        causes: ["two attempts over different routes", "a report that was corrected later"],
      },
      partial: {
        known: "Reports say that some parts of the message were delivered, and others not.",
        causes: ["a text of several parts, of which one was lost"],
      },
      no_receipt: {
        known: "No report on the delivery is on record, and its time is over.",
        causes: ["the network gives none", "the report was lost", "the message was lost"],
      },
      no_receipts_here: {
        known: "The message was handed on. For this country no reports on the delivery are given.",
        causes: [],
      },
      not_understood: {
        known: "The provider reported a status that is not known here; it waits for review.",
        causes: ["a new status of the provider"],
      },
      waiting: {
        known: "No final report on the delivery is on record yet.",
        causes: ["the phone is off or out of coverage", "a busy network"],
      },
    },
    categories: {
      invalid_number: {
        known: "The number was reported as not in use or not able to get messages.",
        causes: ["a typing error in the number", "a landline", "a number that was given up or moved"],
        todo: "Compare the number with the one the customer reads out, and have it corrected.",
      },
      handset_unreachable: {
        known:
          "{saidBy, select, network {The phone could not be reached.} other {The phone was reported as unreachable.}}",
        causes: ["phone off or in flight mode", "no coverage", "roaming", "message memory full"],
        todo: "Have the customer check first that the phone is on and has coverage.",
      },
      carrier_filtered: {
        known: "{saidBy, select, network {The carrier filtered it.} other {It was reported as filtered.}}",
        causes: [
          "a spam filter of the carrier or the provider met the text or a link",
          "a sender with a poor reputation",
          "many like messages at once",
        ],
        todo: "If more messages of this template or sender fail, escalate to the provider.",
      },
      carrier_rejected: {
        known: "{saidBy, select, network {The carrier refused it.} other {It was reported as refused by the carrier.}}",
        causes: [
          "a bar on the customer’s line",
          "a route that the carrier does not take",
          "a passing fault at the carrier",
        ],
        todo: "If it happens to others of this carrier, escalate to the provider.",
      },
      opted_out: {
        known: "The number was reported as opted out of messages from this sender.",
        causes: ["the customer replied STOP to this sender", "an earlier owner of the number did"],
        todo: "Codes by this sender will fail as long as the opt-out stands.",
      },
      blocked_by_policy: {
        known: "It was reported as blocked by a rule of the provider or of the account.",
        causes: ["fraud protection", "a country, number type or text that the account does not allow", "a daily limit"],
        todo: "Tell your messaging team: a rule has to be changed there.",
      },
      sender_not_registered: {
        known: "The sender was reported as not registered for this destination.",
        causes: ["a registration is missing, expired or not yet approved", "the wrong sender for this country"],
        todo: "Tell your messaging team: a new try from this sender will fail again.",
      },
      template_rejected: {
        known: "The template was reported as refused.",
        causes: ["the text differs from the approved template", "the template is paused or not approved"],
        todo: "Tell your messaging team: a new try with this template will fail again.",
      },
      destination_not_enabled: {
        known: "The account was reported as not enabled for this destination.",
        causes: ["the country is not switched on for the account", "the channel does not serve this number"],
        todo: "Tell your messaging team that this destination is wanted.",
      },
      insufficient_balance: {
        known: "The provider account was reported as having no balance left.",
        causes: ["the prepaid balance is used up", "a spending limit was met"],
        todo: "Tell your messaging team now: other customers are affected as well.",
      },
      rate_limited: {
        known: "A limit on messages was reported as exceeded.",
        causes: ["a limit on messages a second", "a limit on messages to one number", "a burst of traffic"],
        todo: "One try after a pause helps more than several at once.",
      },
      expired: {
        known:
          "{saidBy, select, network {The carrier stopped trying before the phone could be reached.} other {Its time ran out before it could be delivered.}}",
        causes: ["phone off or out of coverage for too long", "a delay on the route"],
        todo: "Have the customer check first that the phone is on and has coverage.",
      },
      provider_fault: {
        known: "A fault at the provider was reported.",
        causes: ["an outage or overload at the provider", "a broken route"],
        todo: "Look whether others are affected.",
      },
      request_error: {
        known: "The request was reported as one that the provider could not use.",
        causes: ["a parameter is missing or wrong", "a wrong sender, template or account setting"],
        todo: "Tell your developers: the same request will fail again.",
      },
      cancelled: {
        known: "It was reported as cancelled before it was sent.",
        causes: ["the app or a colleague took it back", "a scheduled message was replaced"],
        todo: "Ask your developers if it happens again.",
      },
      unrecognised: {
        known: "The provider gave a reason that is not in its list.",
        causes: ["a new code of the provider", "a code of one carrier, passed on as it came"],
        todo: "If it happens again, send the code to the provider.",
      },
      no_reason_given: {
        known: "The provider gave no reason.",
        causes: ["the carrier reports none", "phone off", "a filter", "a number not in use"],
        todo: "If it happens again, ask the provider with the id of the message.",
      },
    },
    titles: {
      wait: "Wait a moment.",
      look: "Have the customer look for the message.",
      compare_code: "Have the customer compare the code with the message.",
      newest_code: "Have the customer use the newest message.",
      resend: "Ask for a new code.",
      other_channel: "Offer another channel.",
      check_number: "Check the number with the customer.",
      secure_account: "Secure the account first.",
      stop: "Do not send again.",
      done: "Nothing to do.",
    },
    reasons: {
      no_message_yet: "The app has not registered a message yet.",
      receipt_awaited: "{pace, select, usual {The receipt is not late yet.} other {A receipt may still come.}}",
      just_delivered: "It was reported delivered a moment ago; spam folders of the phone count too.",
      unsettled_yet: "What is known so far does not settle whether the message arrived.",
      wrong_code: "Only the newest code counts; older ones may be void.",
      older_code: "Only the newest code counts; older ones may be void.",
      no_message: "No message is on record for this request; tell your developers if it happens again.",
      receipt_late:
        "{pace, select, slow {The receipt is later than usual.} other {There is no receipt yet; how long it usually takes is not known.}}",
      unsettled: "It is not known whether the message arrived.",
      not_used: "It was reported delivered, and no code entry is on record.",
      code_over: "The code is no longer valid.",
      attempt_over: "The attempt is over; a new code starts a new one.",
      wrong_codes: "Every code entry on record was wrong; only the newest code counts.",
      too_slow: "The message took longer than the code was valid; a new one may be as slow.",
      customer_has_none: "A delivery was reported, and the customer says that no code came.",
      wrong_number: "The customer says that the number is not theirs. Have it corrected before anything is sent.",
      verified_without_code: "Verification was completed at {time}, and the customer says that no code came.",
      verified_on_wrong_number:
        "Verification was completed at {time}, and the customer says that the number is not theirs.",
      not_me: "The customer says that they did not ask for this code.",
      refused: "The abuse check refused the request. Follow your fraud team’s procedure.",
      blocked: "The app blocked the attempt. Follow your procedure for blocked accounts.",
      verified: "The attempt is complete. If the customer says that no code came, secure the account first.",
      delivered: "The message was reported delivered.",
      works_now: "The customer says that it works now.",
    },
    tails: {
      if_again: "If it happens again, offer another channel.",
      tried_twice: "A second try over the same channel changed nothing.",
      reply_start: "The customer can reply START to the sender to allow messages again.",
      decide_anew: "Decide anew at {time}.",
      not_before: "Not before {time}.",
      account_first: "Follow your account-security procedure before anything is sent.",
    },
    otherHands: ["another person of the household", "a number that changed hands", "a takeover of the account"],
  },
};
