import type { Words } from "./words";

/** French, to the customer as vous. */
export const fr: Words = {
  customer: {
    facts: {
      nothing_known: "Aucune demande de code n’est enregistrée ici.",
      nothing_sent: "Votre demande est enregistrée, mais aucun message ne l’est encore.",
      refused: "Notre contrôle de sécurité a refusé cette demande, et aucun message n’est enregistré pour elle.",
      blocked: "Cette tentative a été arrêtée à {time}.",
      verified: "La vérification a été effectuée à {time}.",
      wrong_code: "Le code saisi à {time} n’était pas correct.",
      older_code: "Le code saisi à {time} n’était pas correct\u00A0; il vient peut-être d’un message précédent.",
      delivered: "Selon un rapport de remise, le message envoyé à {time} a été remis.",
      delivered_valid:
        "Selon un rapport de remise, le message envoyé à {time} a été remis\u00A0; son code est valable jusqu’à {until}.",
      delivered_unused:
        "Selon un rapport de remise, le message envoyé à {time} a été remis, mais aucune saisie du code n’est enregistrée.",
      delivered_too_late:
        "Selon un rapport de remise, le message envoyé à {time} n’a été remis qu’après l’expiration de son code.",
      conflicting:
        "Les rapports sur le message envoyé à {time} se contredisent\u00A0: l’un l’indique remis, l’autre non remis.",
      partial: "Selon un rapport, seule une partie du message envoyé à {time} a été remise.",
      no_receipt: "Nous n’avons aucun rapport de remise pour le message envoyé à {time}.",
      no_receipts_here:
        "Le message envoyé à {time} a été transmis à un réseau qui ne nous donne aucun rapport de remise.",
      not_understood: "Le rapport sur le message envoyé à {time} n’est pas encore clair pour nous.",
      waiting: "Il n’y a pas encore de rapport de remise pour le message envoyé à {time}.",
      waiting_slow:
        "Le message envoyé à {time} n’a pas encore de rapport de remise\u00A0; cela prend plus de temps que d’habitude.",
      failed: "Selon un rapport, le message envoyé à {time} n’a pas été remis.",
      failed_phone_off:
        "Selon un rapport, le message envoyé à {time} n’a pas été remis\u00A0; il est possible que le téléphone soit éteint ou hors couverture.",
      failed_number:
        "Selon un rapport, le message envoyé à {time} n’a pas été remis\u00A0; il est possible que le numéro soit incorrect ou non attribué.",
      failed_filtered: "Selon un rapport, il est possible qu’un filtre ait bloqué le message envoyé à {time}.",
      failed_opted_out: "Selon un rapport, une demande de ne plus envoyer nos messages à ce numéro est enregistrée.",
      failed_too_late: "Selon un rapport, le message envoyé à {time} n’a pas pu être remis à temps.",
    },
    steps: {
      wait: "Veuillez patienter {minutes, plural, one {# minute} many {# de minutes} other {# minutes}} avant de demander un nouveau code.",
      look: "Cherchez parmi vos messages, y compris ceux marqués comme spam.",
      look_and_wait:
        "Cherchez parmi vos messages, y compris le spam, et patientez {minutes, plural, one {# minute} many {# de minutes} other {# minutes}} avant de demander un nouveau code.",
      newest_code:
        "Utilisez seulement le code du message le plus récent\u00A0; les précédents peuvent ne plus fonctionner.",
      ask_new: "Veuillez demander un nouveau code.",
      if_missing: "Si vous n’avez pas le code, demandez-en un nouveau.",
      check_phone: "Vérifiez que votre téléphone est allumé et capte le réseau, puis demandez un nouveau code.",
      other_channel:
        "Vous pouvez demander le code par {channel, select, whatsapp {WhatsApp} voice {appel vocal} email {e-mail} other {un autre moyen}}.",
      check_number: "Vérifiez que le numéro indiqué est bien votre numéro actuel, avec l’indicatif du pays.",
      not_you: "Si vous n’avez pas demandé ce code, ne le communiquez à personne et sécurisez votre compte.",
      stop: "Nous ne pouvons pas envoyer d’autre code pour cette tentative.",
      app_stop: "Nous ne pouvons pas envoyer de code maintenant. Veuillez contacter l’assistance.",
      done: "Si ce n’était pas vous, dites-le-nous immédiatement.",
      app_done: "Vous n’avez pas besoin d’un autre code.",
      works_now: "Vous n’avez pas besoin d’un autre code.",
    },
  },
  agent: {
    situations: {
      nothing_known: { known: "On ne sait rien de cette tentative.", causes: [] },
      nothing_sent: {
        known: "Un code a été demandé\u00A0; aucun message n’est enregistré.",
        causes: ["l’app n’a pas encore enregistré le message", "l’envoi a échoué avant son enregistrement"],
      },
      refused: {
        known: "Le contrôle anti-abus a refusé la demande\u00A0; aucun message n’est enregistré.",
        causes: [],
      },
      blocked: { known: "L’app a bloqué la tentative.", causes: [] },
      verified: { known: "L’app indique que la vérification a été effectuée.", causes: [] },
      wrong_code: {
        known: "L’app signale un code incorrect.",
        causes: ["le code d’un message précédent", "une faute de frappe", "une autre personne essaie"],
      },
      delivered: {
        known: "Un rapport indique que le message a été remis. Cela ne prouve pas que quelqu’un l’a ouvert.",
        causes: [
          "le message est dans un dossier de spam",
          "le téléphone est entre d’autres mains",
          "le rapport n’est pas exact",
        ],
      },
      delivered_unused: {
        known: "Un rapport indique que le message a été remis\u00A0; aucune saisie du code n’est enregistrée.",
        causes: ["le message est dans un dossier de spam", "l’utilisateur a renoncé", "le rapport n’est pas exact"],
      },
      delivered_too_late: {
        known: "Un rapport indique que le message a été remis après l’expiration de son code.",
        causes: ["le téléphone était éteint", "une route lente", "des codes valables trop peu de temps"],
      },
      conflicting: {
        known: "Un rapport indique que le message a été remis, un autre que non.",
        causes: ["deux tentatives par des routes différentes", "un rapport corrigé plus tard"],
      },
      partial: {
        known: "Des rapports indiquent que certaines parties du message ont été remises et d’autres non.",
        causes: ["un texte en plusieurs parties, dont une s’est perdue"],
      },
      no_receipt: {
        known: "Aucun rapport de remise n’est enregistré, et son délai est passé.",
        causes: ["le réseau n’en donne pas", "le rapport s’est perdu", "le message s’est perdu"],
      },
      no_receipts_here: {
        known: "Le message a été transmis au réseau. Dans ce pays, aucun rapport de remise n’est donné.",
        causes: [],
      },
      not_understood: {
        known: "Le prestataire a signalé un état qui n’est pas connu ici\u00A0; il attend une vérification.",
        causes: ["un nouvel état du prestataire"],
      },
      waiting: {
        known: "Aucun rapport de remise définitif n’est encore enregistré.",
        causes: ["le téléphone est éteint ou hors couverture", "un réseau chargé"],
      },
    },
    categories: {
      invalid_number: {
        known: "Le numéro a été signalé comme non attribué ou incapable de prendre des messages.",
        causes: ["une faute de frappe dans le numéro", "un téléphone fixe", "un numéro résilié ou porté"],
        todo: "Comparez le numéro avec celui que le client dicte, et faites-le corriger.",
      },
      handset_unreachable: {
        known:
          "{saidBy, select, network {Le téléphone n’a pas pu être joint.} other {Le téléphone a été signalé comme injoignable.}}",
        causes: ["téléphone éteint ou en mode avion", "pas de couverture", "itinérance", "mémoire de messages pleine"],
        todo: "Faites d’abord vérifier que le téléphone est allumé et capte le réseau.",
      },
      carrier_filtered: {
        known: "{saidBy, select, network {L’opérateur l’a filtré.} other {Il a été signalé comme filtré.}}",
        causes: [
          "un filtre anti-spam de l’opérateur ou du prestataire a réagi au texte ou à un lien",
          "un expéditeur de mauvaise réputation",
          "beaucoup de messages semblables à la fois",
        ],
        todo: "Si d’autres messages de ce modèle ou de cet expéditeur échouent, saisissez le prestataire.",
      },
      carrier_rejected: {
        known:
          "{saidBy, select, network {L’opérateur l’a refusé.} other {Il a été signalé comme refusé par l’opérateur.}}",
        causes: [
          "un blocage sur la ligne du client",
          "une route que l’opérateur n’accepte pas",
          "une panne passagère chez l’opérateur",
        ],
        todo: "Si cela touche d’autres clients de cet opérateur, saisissez le prestataire.",
      },
      opted_out: {
        known: "Ce numéro a été signalé comme désabonné des messages de cet expéditeur.",
        causes: ["le client a répondu STOP à cet expéditeur", "un ancien titulaire du numéro l’a fait"],
        todo: "Les codes de cet expéditeur échoueront tant que dure le désabonnement.",
      },
      blocked_by_policy: {
        known: "Il a été signalé comme bloqué par une règle du prestataire ou du compte.",
        causes: [
          "une protection contre la fraude",
          "un pays, un type de numéro ou un texte que le compte n’autorise pas",
          "une limite quotidienne",
        ],
        todo: "Prévenez votre équipe de messagerie\u00A0: une règle doit y être changée.",
      },
      sender_not_registered: {
        known: "L’expéditeur a été signalé comme non enregistré pour cette destination.",
        causes: ["un enregistrement manquant, expiré ou pas encore approuvé", "un expéditeur inadapté à ce pays"],
        todo: "Prévenez votre équipe de messagerie\u00A0: un nouvel essai avec cet expéditeur échouera encore.",
      },
      template_rejected: {
        known: "Le modèle a été signalé comme refusé.",
        causes: ["le texte diffère du modèle approuvé", "le modèle est en pause ou pas approuvé"],
        todo: "Prévenez votre équipe de messagerie\u00A0: un nouvel essai avec ce modèle échouera encore.",
      },
      destination_not_enabled: {
        known: "Le compte a été signalé comme non activé pour cette destination.",
        causes: ["le pays n’est pas activé pour le compte", "le canal ne dessert pas ce numéro"],
        todo: "Dites à votre équipe de messagerie que cette destination est nécessaire.",
      },
      insufficient_balance: {
        known: "Le compte chez le prestataire a été signalé comme sans crédit.",
        causes: ["le crédit prépayé est épuisé", "une limite de dépense est atteinte"],
        todo: "Prévenez tout de suite votre équipe de messagerie\u00A0: d’autres clients sont touchés aussi.",
      },
      rate_limited: {
        known: "Une limite de messages a été signalée comme atteinte.",
        causes: ["une limite de messages par seconde", "une limite de messages par numéro", "un pic de trafic"],
        todo: "Un essai après une pause aide plus que plusieurs à la fois.",
      },
      expired: {
        known:
          "{saidBy, select, network {L’opérateur a cessé d’essayer avant d’avoir pu joindre le téléphone.} other {Selon un rapport, son délai est passé avant la remise.}}",
        causes: ["téléphone éteint ou hors couverture trop longtemps", "un retard sur la route"],
        todo: "Faites d’abord vérifier que le téléphone est allumé et capte le réseau.",
      },
      provider_fault: {
        known: "Une panne chez le prestataire a été signalée.",
        causes: ["une panne ou une surcharge chez le prestataire", "une route défectueuse"],
        todo: "Regardez si d’autres clients sont touchés.",
      },
      request_error: {
        known: "La demande a été signalée comme inutilisable par le prestataire.",
        causes: ["un paramètre manquant ou faux", "un mauvais expéditeur, modèle ou réglage du compte"],
        todo: "Prévenez vos développeurs\u00A0: la même demande échouera encore.",
      },
      cancelled: {
        known: "Il a été signalé comme annulé avant l’envoi.",
        causes: ["l’app ou un collègue l’a retiré", "un message programmé a été remplacé"],
        todo: "Si cela se répète, demandez à vos développeurs.",
      },
      unrecognised: {
        known: "Le prestataire a donné un motif qui n’est pas dans sa liste.",
        causes: ["un nouveau code du prestataire", "un code d’un opérateur, transmis tel quel"],
        todo: "Si cela se répète, envoyez le code au prestataire.",
      },
      no_reason_given: {
        known: "Le prestataire n’a donné aucun motif.",
        causes: ["l’opérateur n’en indique pas", "téléphone éteint", "un filtre", "un numéro non attribué"],
        todo: "Si cela se répète, interrogez le prestataire avec l’identifiant du message.",
      },
    },
    titles: {
      wait: "Attendez un instant.",
      look: "Faites chercher le message au client.",
      compare_code: "Faites comparer le code avec le message.",
      newest_code: "Faites utiliser le message le plus récent.",
      resend: "Faites demander un nouveau code.",
      other_channel: "Proposez un autre moyen.",
      check_number: "Vérifiez le numéro avec le client.",
      secure_account: "Sécurisez d’abord le compte.",
      stop: "Ne renvoyez rien.",
      done: "Rien à faire.",
    },
    reasons: {
      no_message_yet: "L’app n’a pas encore enregistré de message.",
      receipt_awaited:
        "{pace, select, usual {Le rapport de remise n’est pas encore en retard.} other {Un rapport de remise peut encore venir.}}",
      just_delivered: "Un rapport vient d’indiquer la remise\u00A0; les dossiers de spam comptent aussi.",
      unsettled_yet: "Les rapports ne disent pas encore si le message a été remis.",
      wrong_code: "Seul le code le plus récent compte\u00A0; les précédents peuvent ne plus être valables.",
      older_code: "Seul le code le plus récent compte\u00A0; les précédents peuvent ne plus être valables.",
      no_message:
        "Aucun message n’est enregistré pour cette demande\u00A0; si cela se répète, prévenez vos développeurs.",
      receipt_late:
        "{pace, select, slow {Le rapport de remise tarde plus que d’habitude.} other {Il n’y a pas encore de rapport de remise\u00A0; on ne sait pas combien de temps il prend d’habitude.}}",
      unsettled: "Aucun rapport ne dit si le message a été remis.",
      not_used: "Un rapport indique la remise, et aucune saisie du code n’est enregistrée.",
      code_over: "Le code n’est plus valable.",
      attempt_over: "La tentative est terminée\u00A0; un nouveau code en commence une autre.",
      wrong_codes: "Toutes les saisies enregistrées étaient fausses\u00A0; seul le code le plus récent compte.",
      too_slow: "Le message a pris plus de temps que la validité du code\u00A0; un autre peut être aussi lent.",
      customer_has_none: "Un rapport indique la remise, et le client dit n’avoir aucun code.",
      wrong_number: "Le client dit que le numéro n’est pas le sien. Faites-le corriger avant tout envoi.",
      verified_without_code: "La vérification a été effectuée à {time}, et le client dit n’avoir eu aucun code.",
      verified_on_wrong_number:
        "La vérification a été effectuée à {time}, et le client dit que le numéro n’est pas le sien.",
      not_me: "Le client dit ne pas avoir demandé ce code.",
      refused: "Le contrôle anti-abus a refusé la demande. Suivez la procédure de votre équipe antifraude.",
      blocked: "L’app a bloqué la tentative. Suivez votre procédure pour les comptes bloqués.",
      verified: "La tentative est terminée. Si le client dit n’avoir eu aucun code, sécurisez d’abord le compte.",
      delivered: "Un rapport indique que le message a été remis.",
      works_now: "Le client dit que cela fonctionne maintenant.",
    },
    tails: {
      if_again: "Si cela se répète, proposez un autre moyen.",
      tried_twice: "Un deuxième essai par le même moyen n’a rien changé.",
      reply_start: "Le client peut répondre START à l’expéditeur pour autoriser de nouveau les messages.",
      decide_anew: "Décidez à nouveau à {time}.",
      not_before: "Pas avant {time}.",
      account_first: "Suivez votre procédure de sécurité des comptes avant tout envoi.",
    },
    otherHands: ["une autre personne du foyer", "un numéro qui a changé de titulaire", "un compte pris par un tiers"],
  },
};
