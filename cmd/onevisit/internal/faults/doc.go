// Package faults proves on the real server that faults lose nothing and do
// nothing twice. Its tests build the server, run it as a process of its own in
// demo mode, on SQLite and where ONEVISIT_TEST_DSN is set on MariaDB, and kill
// it (kill -9), start it again on the same data, cut its cables and let its
// payment provider misbehave. Every client repeats what was not answered under
// the same Idempotency-Key.
//
// The faults and the bad inputs, and what proves them: here, and below that in
// the packages whose rule it is, where the clock can be moved and every order of
// events be forced.
//
//	F1   killed before the commit            TestKill_beforeTheCommit, TestKill_againAndAgain
//	F2   killed after it, before the reply   TestKill_afterTheCommit, TestKill_againAndAgain
//	F3   killed with a job in hand           TestKill_whileAJobIsInHand; models/store TestJobs_everyJobIsCarriedOutOnceByManyWorkers
//	F4   killed during the payment's notice  TestKill_duringThePaymentsNotice; models/payment TestNotice_isUndoneWithItsEffect
//	F9   database connection cut             TestDatabase_cutAroundTheCommit, TestDatabase_connectionsCut (MariaDB);
//	                                         models/store TestOutage_connectionLostMidTransaction
//	F17  kiosk cut off in the middle         TestCable_cutBeforeTheStep, TestCable_cutWhileTheStepIsSaved
//	F18  replies lost                        TestCable_repliesLost; api/kiosk TestIdempotency_repeatsAreReplayedAndChangeNothing
//	F19  kiosk's power gone before paying    TestPower_goneBeforePaying; models/application TestOpen_resumesAtAnyKioskAndForeignersFindNothing
//	F20  kiosk's power gone after the scan   TestPower_goneAfterTheScan; models/payment TestPoll_findsAPaymentNobodyTold
//	F24  provider's reply to an order lost   TestOrder_unknownIsAskedAboutAndNotMadeTwice; api/provider TestPayment_createWithoutReplyIsUnknown;
//	                                         models/payment TestStatus_sendsAnOrderAgainOnlyAfterTheProviderDeniesIt
//	F25  notices repeated, mixed up, late    TestNotice_aHundredTimesHasOneEffect; models/payment
//	                                         TestNotice_tenThousandShuffledNoticesHaveOneEffectEach, TestNotice_afterTheCloseIsRefundedOnce;
//	                                         api/provider TestNotice_afterTheCloseGoesBack
//	F26  notice before the order's reply     TestOrder_paidBeforeItsReply; api/provider TestPayment_noticeBeforeTheReply
//	B3   same key while the first is running TestKey_whileTheFirstIsRunning; api TestIdempotency_replaysRefusesAndWaits
//	B25  several orders at once              TestOrder_severalAtOnceAreOne; models/payment TestOpen_oneOfManyAtOnceMakesTheOrder,
//	                                         TestOpen_refusesASecondOrderForOneFine
package faults
